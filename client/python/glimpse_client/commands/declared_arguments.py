"""The arguments of the verbs export, diff and apply."""

import argparse

from glimpse_client.commands.arguments import Commands, add_server
from glimpse_client.commands.image_arguments import add_filter, add_list_options, add_verb, count
from glimpse_client.commands.output.formats import FORMATS

_PRUNE = ("hide", "deactivate", "delete")


def add_declared(verbs: Commands) -> None:
    example = "glimpse image export --tag golden > images.yaml"
    export = add_verb(verbs, "export", "write images as a file for `apply`", example, formats=())
    export.add_argument("-f", "--format", choices=("yaml", "json"), default="yaml", help="default: yaml")
    export.add_argument("--no-ids", action="store_true", help="images are found by owner and name")
    export.add_argument("--limit", type=count, metavar="N", help="at most so many images; default: all")
    add_filter(export)
    add_list_options(export)
    add_server(export)
    example = "glimpse image diff -f images.yaml"
    diff = add_verb(verbs, "diff", "show what `apply` would change", example, formats=())
    _add_files(diff)
    add_server(diff)
    example = "glimpse image apply -f images.yaml --prune --exit-code"
    apply = add_verb(verbs, "apply", "create and change images as files declare them", example, formats=())
    _add_files(apply)
    apply.add_argument("--dry-run", action="store_true", help="check everything, and store nothing")
    apply.add_argument("--exit-code", action="store_true", help="10 if something has changed")
    apply.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    apply.add_argument("-c", "--column", action="append", metavar="NAME", help="such as result; use commas")
    add_server(apply)


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-f", "--file", action="append", required=True, metavar="FILE", help="YAML or JSON, a folder, or -"
    )
    parser.add_argument("--replace", action="store_true", help="remove other properties and tags")
    parser.add_argument(
        "--prune",
        nargs="?",
        choices=_PRUNE,
        const="hide",
        help="also hide images of `managedBy` that are not declared, or deactivate or delete them",
    )
    parser.add_argument(
        "--max-prune", type=int, default=10, metavar="N", help="prune at most so many; default: 10"
    )
