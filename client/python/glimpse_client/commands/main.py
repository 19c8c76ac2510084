"""The `glimpse` command of the package `glimpse-client`; that of the server has these commands too."""

import argparse
import sys
from collections.abc import Sequence

from glimpse_client.commands.arguments import add_commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command, and returns its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    parser = argparse.ArgumentParser(
        prog="glimpse", description="A client of Glimpse, for machine-image metadata."
    )
    add_commands(parser.add_subparsers(dest="command", required=True, metavar="command"), given)
    parsed = parser.parse_args(given)

    from glimpse_client.commands.run import run

    return run(parsed)
