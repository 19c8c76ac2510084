"""The verbs of `glimpse image` and their arguments; the help of each has an example."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from glimpse_client.commands.arguments import Commands, add_server
from glimpse_client.commands.output.formats import FORMATS

_IMAGE = "an id, 8 or more characters of one, name:NAME, latest:PROPERTY=VALUE,... or - for standard input"
_ONE = _IMAGE.removesuffix(" or - for standard input")


def add_verbs(image: argparse.ArgumentParser) -> None:
    verbs = image.add_subparsers(dest="verb", required=True, metavar="verb")
    _add_reading(verbs)
    _add_changing(verbs)
    _add_sharing(verbs)
    _add_watch(verbs)

    from glimpse_client.commands.declared_arguments import add_declared

    add_declared(verbs)


def add_verb(
    verbs: Commands, name: str, text: str, example: str, formats: Sequence[str] = FORMATS
) -> argparse.ArgumentParser:
    """A verb with its example; without formats it adds its own output and server."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        epilog=f"example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if not formats:
        return parser
    output = parser.add_argument_group("output")
    output.add_argument("-f", "--format", choices=formats, default="table", help="default: table")
    output.add_argument(
        "-c",
        "--column",
        action="append",
        metavar="NAME",
        help="a column, such as name; repeat it, or use commas",
    )
    add_server(parser)
    return parser


def _add_reading(verbs: Commands) -> None:
    listing = add_verb(
        verbs,
        "list",
        "list images",
        "glimpse image list --status active --property os_distro=ubuntu -c id,name",
    )
    add_filter(listing)
    add_list_options(listing)
    listing.add_argument("--limit", type=count, metavar="N", help="at most so many images; default: all")
    show = add_verb(verbs, "show", "show images", "glimpse image show name:debian-13 -f json")
    show.add_argument("image", nargs="+", metavar="IMAGE", help=_IMAGE)
    show.add_argument("--deleted", action="store_true", help="also an image that is deleted")
    members = add_verb(
        verbs,
        "members",
        "list the projects that an image is shared with",
        "glimpse image members name:debian-13",
    )
    members.add_argument("image", metavar="IMAGE", help=_ONE)
    history = add_verb(
        verbs, "history", "list changes, newest first", "glimpse image history name:debian-13 --limit 5"
    )
    history.add_argument("image", nargs="*", metavar="IMAGE", help=_IMAGE)
    history.add_argument("--limit", type=count, metavar="N", help="at most so many changes; default: all")
    facets = add_verb(
        verbs,
        "facets",
        "count images by their values",
        "glimpse image facets --by status --by property.os_distro",
    )
    facets.add_argument(
        "--by", action="append", metavar="FACET", help="a field such as status, or property.NAME"
    )
    add_filter(facets)
    add_list_options(facets)
    facets.add_argument(
        "--limit", type=count, metavar="N", help="at most so many groups of each; default: 50"
    )


def _add_changing(verbs: Commands) -> None:
    create = add_verb(
        verbs,
        "create",
        "create an image",
        "glimpse image create --name fedora-43 --disk-format qcow2 --property os_distro=fedora",
    )
    create.add_argument("--id", metavar="UUID", help="an id of your choice: a second creation is a conflict")
    _add_fields(create)
    create.add_argument("--dry-run", action="store_true", help="show the image, and store nothing")
    change = add_verb(
        verbs,
        "set",
        "set fields, properties and tags of images; the others stay",
        "glimpse image set name:debian-13 --property os_version=13.1 --tag tested",
    )
    _add_fields(change)
    unset = add_verb(
        verbs,
        "unset",
        "clear fields, and remove properties and tags of images",
        "glimpse image unset name:debian-13 --property os_version --tag tested --field checksum",
    )
    unset.add_argument("--property", action="append", metavar="NAME", help="a property to remove")
    unset.add_argument("--tag", action="append", metavar="TAG", help="a tag to remove")
    unset.add_argument("--field", action="append", metavar="NAME", help="a field to clear, such as checksum")
    delete = add_verb(verbs, "delete", "delete images", "glimpse image delete --match-tag nightly --yes")
    restore = add_verb(verbs, "restore", "restore deleted images", "glimpse image restore 0ad2b1f4")
    for parser in (change, unset, delete, restore):
        _add_targets(parser)


def _add_sharing(verbs: Commands) -> None:
    share = add_verb(
        verbs, "share", "share an image with projects", "glimpse image share name:debian-13 shop web"
    )
    share.add_argument("--can-share", action="store_true", help="they may share it further")
    unshare = add_verb(
        verbs,
        "unshare",
        "end the sharing of an image with projects",
        "glimpse image unshare name:debian-13 shop",
    )
    for parser in (share, unshare):
        parser.add_argument("image", metavar="IMAGE", help=_ONE)
        parser.add_argument("member", nargs="+", metavar="PROJECT", help="a project")
    for verb in ("accept", "reject"):
        parser = add_verb(
            verbs, verb, f"{verb} an image that is shared with your project", f"glimpse image {verb} 58f0c3de"
        )
        parser.add_argument("image", metavar="IMAGE", help=_ONE)
        parser.add_argument("--member", metavar="PROJECT", help="another project, for administrators")


def _add_watch(verbs: Commands) -> None:
    watch = add_verb(
        verbs,
        "watch",
        "print changes as they happen, one a line",
        "glimpse image watch --property os_distro=ubuntu --state last-cursor -f jsonl",
    )
    watch.add_argument("image", nargs="*", metavar="IMAGE", help=_IMAGE)
    watch.add_argument(
        "--after", metavar="CURSOR", help="continue behind this change; e0 is before the first one"
    )
    watch.add_argument(
        "--state", type=Path, metavar="FILE", help="keep the cursor there, and continue behind it"
    )
    watch.add_argument(
        "--exec", metavar="COMMAND", help="run it for each change, which is JSON on standard input"
    )
    watch.add_argument(
        "--type", action="append", metavar="TYPE", help="created, updated, deleted or restored"
    )
    watch.add_argument("--count", type=count, metavar="N", help="end after so many changes")
    add_filter(watch)
    watch.set_defaults(sort=None, deleted=False, scope=None)


def _add_targets(parser: argparse.ArgumentParser) -> None:
    """Which images a verb changes."""
    parser.add_argument("image", nargs="*", metavar="IMAGE", help=_IMAGE)
    parser.add_argument("--dry-run", action="store_true", help="show the differences, and store nothing")
    parser.add_argument("--if-version", metavar="VERSION", help="only if the image has this version")
    parser.add_argument("--yes", action="store_true", help="change all images of a filter, not only one")
    add_filter(parser, "match-")
    parser.set_defaults(sort=None, deleted=False, scope=None)


def _add_fields(parser: argparse.ArgumentParser) -> None:
    """The fields of an image that a client writes."""
    fields = parser.add_argument_group("fields")
    for option in ("name", "status", "visibility", "disk-format", "container-format", "owner"):
        fields.add_argument(f"--{option}", metavar="TEXT")
    for option in ("checksum", "hash-algorithm", "hash-value"):
        fields.add_argument(f"--{option}", metavar="TEXT")
    for option in ("size", "virtual-size"):
        fields.add_argument(f"--{option}", metavar="SIZE", help="bytes, or 10G")
    fields.add_argument("--min-disk", type=int, metavar="GIB")
    fields.add_argument("--min-ram", type=int, metavar="MIB")
    for option in ("protected", "hidden"):
        fields.add_argument(f"--{option}", action=argparse.BooleanOptionalAction)
    fields.add_argument("--property", action="append", metavar="NAME=VALUE", help="repeat it for several")
    fields.add_argument("--tag", action="append", metavar="TAG", help="repeat it for several")


def add_filter(parser: argparse.ArgumentParser, prefix: str = "") -> None:
    """The conditions of a filter, all of which an image must meet."""
    group = parser.add_argument_group("filter")

    def add(name: str, **options: object) -> None:
        group.add_argument(f"--{prefix}{name}", dest=f"filter_{name.replace('-', '_')}", **options)  # type: ignore[arg-type]

    add("status", action="append", metavar="STATUS", help="such as active; repeat it for one of several")
    add("visibility", action="append", metavar="VISIBILITY", help="public, community, shared or private")
    add("owner", action="append", metavar="PROJECT", help="repeat it for one of several")
    add("name", metavar="PATTERN", help="* stands for any characters, ? for one")
    add("tag", action="append", metavar="TAG", help="has all of these")
    add("no-tag", action="append", metavar="TAG", help="has none of these")
    forms = "NAME=VALUE, NAME!=VALUE, NAME~PATTERN, NAME (it exists) or !NAME"
    add("property", action="append", metavar="CONDITION", help=forms)
    add("size", metavar="RANGE", help="such as 1G.. or 500M..2G")
    add("created", metavar="RANGE", help="such as 7d.. or 2026-01-01..2026-01-31")
    add("updated", metavar="RANGE", help="as for --created")
    add("protected", action=argparse.BooleanOptionalAction)
    add("hidden", action=argparse.BooleanOptionalAction)
    group.add_argument("--where", metavar="JSON", help="an ImageWhere of the schema")
    group.add_argument("--filter", metavar="URL", help="the filter of an address of the dashboard")


def add_list_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scope", choices=("listed", "visible"), help="visible: also hidden and community images"
    )
    parser.add_argument("--deleted", action="store_true", help="also deleted images")
    parser.add_argument(
        "--sort",
        action="append",
        metavar="FIELD",
        help="such as name, size:desc or property.NAME; repeat it for ties",
    )


def count(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError("must be a whole number above 0")
