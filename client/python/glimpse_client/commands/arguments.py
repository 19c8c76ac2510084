"""The commands for clients and their arguments."""

import argparse
from collections.abc import Sequence
from typing import Any

# What `add_subparsers` returns.
Commands = Any

CLIENT_COMMANDS = ("api", "image")


def add_commands(commands: Commands, arguments: Sequence[str]) -> None:
    """Adds the commands; the verbs of `image` only if it is the command, as they take as long as the rest."""
    image = commands.add_parser("image", help="list, show, change, share and watch images of a server")
    api = commands.add_parser(
        "api",
        help="execute a GraphQL document on a server",
        epilog="example: glimpse api 'query ($id: ID!) { image(id: $id) { name } }' -v id=0ad2b1f4-...",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    api.add_argument("query", metavar="QUERY", help="a document, @FILE, or - for standard input")
    api.add_argument("-v", "--variable", action="append", metavar="NAME=TEXT", help="a variable that is text")
    api.add_argument("--variables", metavar="JSON", help="variables of any type, as one object")
    add_server(api)
    if list(arguments[:1]) == ["image"]:
        from glimpse_client.commands.image_arguments import add_verbs

        add_verbs(image)


def add_server(parser: argparse.ArgumentParser) -> None:
    """Which server, and how errors are written."""
    server = parser.add_argument_group("server")
    server.add_argument("--url", help="its address; else that of GLIMPSE_URL, or http://localhost:8000")
    server.add_argument(
        "--timeout",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="of each step; default: 30",
    )
    server.add_argument("--errors", choices=("text", "json"), default="text", help="how standard error reads")
