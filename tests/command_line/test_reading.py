"""Lists, images and counts in each format: golden files, which GOLDEN=write writes anew."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.support.golden import compare
from tests.support.paths import GOLDEN_FILES
from tests.support.python_client.running import Command, created

GOLDEN = GOLDEN_FILES / "command_line"
FORMATS = ("table", "json", "jsonl", "yaml", "csv", "value")

COMMANDS = {
    "list": "list --name *u* --sort name -c id,name,size,tags,property.os_version,protected",
    "empty": "list --name nothing -c id,name",
    "one": "show 3c9e7a52",
    "some": "show name:debian-13 latest:os_distro=ubuntu,architecture=x86_64 -c name,diskFormat,properties",
    "facets": "facets --property os_distro --by visibility --by property.os_distro",
    "history": "history name:debian-13 58f0c3de -c cursor,changedFields,user,type",
    "members": "members b6a8f3e0 -c member,status,canShare",
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", COMMANDS)
def test_each_format_is_as_it_was(glimpse: Command, name: str, form: str) -> None:
    ran = glimpse("image", *COMMANDS[name].split(), "-f", form)
    assert (ran.code, ran.err) == (0, "")
    compare(GOLDEN / f"{name}.{form}", ran.out)


def test_only_the_columns_are_read(glimpse: Command) -> None:
    assert glimpse("image", "list", "--limit", "1", "-c", "name", "-c", "status", "-f", "json").json == [
        {"name": None, "status": "QUEUED"}
    ]
    ran = glimpse("image", "list", "-c", "colour")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("glimpse: Images have no column 'colour', but id, name, status,")


def test_a_property_may_have_a_comma_in_its_name(glimpse: Command) -> None:
    image_id = created(glimpse, "--property", "a,b=1")
    assert glimpse("image", "show", image_id, "-c", r"property.a\,b", "-f", "value").lines == ["1"]


def test_text_from_others_cannot_control_the_terminal(glimpse: Command) -> None:
    image_id = created(glimpse, "--name", "a\x1b[2J\tb")
    for form in ("value", "table"):
        assert "a\\u001b[2J\\tb" in glimpse("image", "show", image_id, "-c", "name", "-f", form).out


def test_ids_are_read_from_standard_input(glimpse: Command) -> None:
    listed = glimpse("image", "list", "--sort", "name", "-c", "id", "-f", "value").out
    shown = glimpse("image", "show", "-", "-c", "id", "-f", "value", stdin=f"{listed}\n\n")
    assert shown.out == listed
    assert glimpse("image", "show", "-").err == "glimpse: Standard input names no image\n"


def test_more_references_than_one_request_takes_are_shown_in_their_order(glimpse: Command) -> None:
    ids = [created(glimpse) for _ in range(22)]
    assert [each["id"] for each in glimpse("image", "show", *ids, "-c", "id", "-f", "json").json] == ids


def test_a_deleted_image_is_shown_where_it_is_wanted(glimpse: Command) -> None:
    image_id = created(glimpse, "--name", "gone")
    assert glimpse("image", "delete", image_id).code == 0
    assert glimpse("image", "show", "name:gone").code == 3
    assert glimpse("image", "show", "name:gone", "--deleted", "-c", "status", "-f", "value").lines == [
        "DELETED"
    ]
    assert image_id in glimpse("image", "list", "--deleted", "-c", "id", "-f", "value").lines


@pytest.mark.parametrize(
    "arguments",
    ["--by colour", "--by property.", "--by status --sort name", "-c colour"],
)
def test_facets_of_nothing_are_refused(glimpse: Command, arguments: str) -> None:
    assert glimpse("image", "facets", *arguments.split())[:2] == (2, "")


def test_a_document_of_your_own_is_executed(glimpse: Command, tmp_path: Path) -> None:
    document = "query ($n: String!, $l: Int) { images(where: {name: {eq: $n}}, limit: $l) { size } }"
    file = tmp_path / "images.graphql"
    file.write_text(document)
    given = ("-v", "n=debian-13", "--variables", '{"l": 1}')
    answer = {"images": [{"size": 402653184}]}
    assert glimpse("api", document, *given).json == answer
    assert glimpse("api", f"@{file}", *given).json == answer
    assert glimpse("api", "-", *given, stdin=document).json == answer


def test_what_succeeds_of_a_document_is_written_before_its_error(glimpse: Command) -> None:
    ran = glimpse(
        "api",
        'mutation { a: deleteImage(id: "x") { image { id } } b: createImage(input: {}) { image { name } } }',
    )
    assert (ran.code, json.loads(ran.out)) == (3, {"a": None, "b": {"image": {"name": None}}})


@pytest.mark.parametrize("given", [("-v", "n"), ("--variables", "{"), ("--variables", "[]")])
def test_variables_of_another_form_are_refused(glimpse: Command, given: tuple[str, str]) -> None:
    assert glimpse("api", "{ viewer { project } }", *given)[:2] == (2, "")


class Streaming(BaseHTTPRequestHandler):
    """Answers a subscription with one event, and ends it."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b'event: next\ndata: {"data": {"a": 1}}\n\nevent: complete\ndata:\n\n')

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_subscription_of_your_own_is_printed_line_by_line(glimpse: Command) -> None:
    with HTTPServer(("127.0.0.1", 0), Streaming) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        ran = glimpse("api", "subscription { a }", "--url", f"http://127.0.0.1:{server.server_port}")
        thread.join()
    assert ran.lines == ['{"a": 1}']
    refused = glimpse("api", 'subscription { imageChanged(after: "e99999") { cursor } }')
    assert (refused.code, refused.out) == (1, "")
