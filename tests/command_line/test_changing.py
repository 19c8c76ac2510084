"""Changes: merges in batches, dry runs that show differences, and what is refused before it is sent."""

import json

import pytest

from tests.support.processes.process import Served
from tests.support.python_client.running import Command, created

COLUMNS = "name,status,size,minDisk,protected,tags,properties"


def shown(glimpse: Command, image_id: str) -> dict[str, object]:
    found: dict[str, object] = glimpse("image", "show", image_id, "-c", COLUMNS, "-f", "json").json
    return found


def test_create_sets_every_field_that_is_given(glimpse: Command) -> None:
    given = (
        "--name a --status queued --size 2K --min-disk 1 --protected --property a=b=c --property e= --tag t"
    )
    image_id = created(glimpse, *given.split())
    assert shown(glimpse, image_id) == {
        "name": "a",
        "status": "QUEUED",
        "size": 2048,
        "minDisk": 1,
        "protected": True,
        "tags": ["t"],
        "properties": {"a": "b=c", "e": ""},
    }
    again = glimpse("image", "create", "--id", image_id)
    assert (again.code, again.out) == (6, "")


def test_set_merges_and_says_what_has_changed(glimpse: Command) -> None:
    image_id = created(glimpse, "--name", "a", "--property", "kept=1", "--tag", "kept")
    change = ("image", "set", image_id, "--min-disk", "2", "--property", "new=2", "--tag", "new")
    assert glimpse(*change).lines == [
        "result   id                                    name  changedFields",
        f"changed  {image_id}  a     minDisk,properties,tags",
    ]
    assert shown(glimpse, image_id) | {"minDisk": 2} == {
        "name": "a",
        "status": "QUEUED",
        "size": None,
        "minDisk": 2,
        "protected": False,
        "tags": ["kept", "new"],
        "properties": {"kept": "1", "new": "2"},
    }
    assert glimpse(*change, "-f", "value").lines == [f"unchanged\t{image_id}\ta\t"]


def test_unset_clears_and_removes(glimpse: Command) -> None:
    image_id = created(glimpse, "--name", "a", "--size", "1", "--property", "x=1", "--tag", "y", "--tag", "z")
    unset = (
        "image",
        "unset",
        image_id,
        "--field",
        "name",
        "--field",
        "size",
        "--property",
        "x",
        "--tag",
        "y",
    )
    assert glimpse(*unset).code == 0
    found = shown(glimpse, image_id)
    assert (found["name"], found["size"], found["tags"], found["properties"]) == (None, None, ["z"], {})


def test_a_dry_run_shows_the_differences_and_changes_nothing(glimpse: Command) -> None:
    image_id = created(glimpse, "--name", "a", "--property", "x=1", "--tag", "t")
    before = shown(glimpse, image_id)
    change = ("image", "set", image_id, "--name", "b", "--property", "x=2", "--property", "y=3", "--tag", "u")
    assert glimpse(*change, "--dry-run").lines == [
        f"{image_id} b",
        "  - name: a",
        "  + name: b",
        "  - property.x: 1",
        "  + property.x: 2",
        "  + property.y: 3",
        "  + tag.u: true",
    ]
    (row,) = glimpse(*change, "--dry-run", "-f", "json").json
    assert (row["result"], row["changes"][0]) == (
        "would be changed",
        {"field": "name", "before": "a", "after": "b"},
    )
    same = glimpse("image", "set", image_id, "--name", "a", "--dry-run")
    assert same.lines == [f"{image_id} a", "  unchanged"]
    assert shown(glimpse, image_id) == before
    assert "  + status: QUEUED" in glimpse("image", "create", "--name", "never", "--dry-run").lines
    assert glimpse("image", "show", "name:never").code == 3


def test_a_filter_of_several_images_needs_yes(glimpse: Command) -> None:
    ids = {created(glimpse, "--name", name, "--tag", "several") for name in ("a", "b", "c")}
    change = ("image", "set", "--match-tag", "several", "--min-ram", "5", "-f", "value", "-c", "id")
    ran = glimpse(*change)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "glimpse: The filter matches 3 images: add --yes to change all of them\n"
    assert glimpse(*change, "--dry-run").lines == glimpse(*change, "--dry-run", "--yes").lines
    assert set(glimpse(*change, "--yes").lines) == ids
    assert glimpse("image", "delete", "--match-name", "a", "--match-tag", "several").code == 0
    assert len(glimpse("image", "list", "--tag", "several", "-f", "jsonl").lines) == 2


def test_deleted_images_are_restored_by_id_and_by_filter(glimpse: Command) -> None:
    first, second = created(glimpse, "--tag", "back"), created(glimpse, "--tag", "back")
    assert glimpse("image", "delete", first, second, "-f", "value", "-c", "result").lines == ["deleted"] * 2
    assert glimpse("image", "restore", first[:13], "-c", "result", "-f", "value").lines == ["restored"]
    # The first one matches too, and is not deleted any more.
    assert glimpse("image", "restore", "--match-tag", "back", "-c", "id", "-f", "value").lines == [second]
    assert glimpse("image", "restore", first).code == 6


def test_batches_are_as_large_as_the_server_allows(glimpse: Command) -> None:
    ids = [created(glimpse) for _ in range(4)]
    ran = glimpse("image", "set", "-", "--tag", "batch", "-f", "value", "-c", "id", stdin="\n".join(ids))
    assert ran.lines == ids
    assert glimpse("image", "delete", "-", "-f", "value", "-c", "id", stdin="\n".join(ids)).lines == ids


def test_what_is_changed_before_a_refusal_is_reported(glimpse: Command) -> None:
    """A batch is all or none; the second one has an image that cannot be deleted."""
    ids = [created(glimpse) for _ in range(3)]
    ran = glimpse(
        "image", "delete", "-", "-f", "value", "-c", "id", stdin="\n".join([*ids, ids[0][:35] + "x"])
    )
    assert ran.code == 2
    protected = created(glimpse, "--protected")
    ran = glimpse("image", "delete", "-", "-f", "value", "-c", "id", stdin="\n".join([*ids, protected]))
    assert (ran.code, ran.out.split()) == (8, ids)
    assert ran.err.startswith("glimpse: 3 of 4 images are changed. Then it failed: ")


def test_a_version_binds_the_change_of_one_image(glimpse: Command) -> None:
    image_id = created(glimpse)
    version = glimpse("image", "show", image_id, "-c", "version", "-f", "value").out.strip()
    change = ("image", "set", image_id, "--if-version", version, "--tag", "a")
    assert [glimpse(*change).code, glimpse(*change, "--tag", "b").code] == [0, 6]
    assert glimpse("image", "delete", image_id, "--if-version", version).code == 6
    ran = glimpse("image", "set", image_id, created(glimpse), "--if-version", version, "--tag", "a")
    assert (ran.code, ran.err) == (2, "glimpse: --if-version is the version of one image\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("set name:debian-13", "Nothing to set"),
        ("unset name:debian-13", "Nothing to unset"),
        ("set --tag a", "Name images, or give a filter that is not empty"),
        ("delete --where {}", "Name images, or give a filter that is not empty"),
        ("delete name:debian-13 --match-tag a", "not both"),
        ("unset name:debian-13 --field status", "cannot be cleared"),
        ("set name:debian-13 --property a", "must have the form NAME=VALUE"),
        ("set name:debian-13 --size huge", "must be a size"),
        ("set name:debian-13 --tag a -c changes", "no column 'changes'"),
        ("create --property =a", "must have the form NAME=VALUE"),
    ],
)
def test_what_does_not_fit_together_is_refused(glimpse: Command, arguments: str, words: str) -> None:
    ran = glimpse("image", *arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_members_are_added_answer_and_removed(glimpse: Command) -> None:
    image_id = created(glimpse, "--name", "shared")
    rows = glimpse("image", "share", "name:shared", "p", "q", "--can-share", "-f", "json").json
    row = {"result": "shared", "imageId": image_id, "member": "p", "status": "PENDING", "canShare": True}
    assert rows == [row, row | {"member": "q"}]
    answer = ("--member", "p", "-f", "value", "-c", "result,status")
    assert glimpse("image", "accept", image_id, *answer).lines == ["accepted\tACCEPTED"]
    assert glimpse("image", "reject", image_id, *answer).lines == ["rejected\tREJECTED"]
    assert glimpse("image", "unshare", image_id, "p", "-f", "value", "-c", "result,member").lines == [
        "unshared\tp"
    ]
    assert glimpse("image", "members", image_id, "-c", "member", "-f", "value").lines == ["q"]
    ran = glimpse("image", "share", image_id, "r", "q", "-f", "value", "-c", "member")
    assert (ran.code, ran.out) == (8, "r\n")
    ran = glimpse("image", "share", image_id, "q")
    assert (ran.code, ran.out) == (6, "")
    assert glimpse("image", "accept", image_id)[:2] == (2, "")


def test_changes_are_printed_and_resumed_by_a_file(
    glimpse: Command, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("watch")
    state = folder / "cursor"
    seen = folder / "seen"
    watch = ("image", "watch", "--name", "*u*", "--state", str(state), "-c", "cursor,name")
    assert glimpse(*watch, "--after", "e0", "--count", "1", "-f", "json").lines == [
        '{"cursor": "e1", "name": "ubuntu-22.04"}'
    ]
    assert state.read_text() == "e1\n"
    script = f"import sys; open({str(seen)!r}, 'a').write(sys.stdin.read())"
    command = f'python3 -c "{script}"'
    assert glimpse(*watch, "--count", "1", "--exec", command).lines == ["e2\tubuntu-24.04"]
    assert json.loads(seen.read_text())["cursor"] == "e2"
    ran = glimpse(*watch, "--after", "e0", "--count", "1", "--exec", "false")
    assert (ran.code, ran.err) == (1, "glimpse: The command has ended with 1 for e1\n")
    assert state.read_text() == "e2\n"


def test_only_some_images_and_types_are_watched(glimpse: Command) -> None:
    image_id = created(glimpse, "--name", "watched")
    glimpse("image", "set", image_id, "--name", "renamed")
    glimpse("image", "delete", image_id)
    types = ("--type", "updated", "--type", "deleted", "--after", "e0", "--count", "2")
    ran = glimpse("image", "watch", image_id, *types, "-c", "type,changedFields", "-f", "value")
    assert ran.lines == ["UPDATED\tname", "DELETED\t"]


def test_a_cursor_that_has_expired_is_an_error(glimpse: Command) -> None:
    ran = glimpse("image", "watch", "--after", "e99999999", "--errors", "json")
    assert (ran.code, json.loads(ran.err)["error"]["code"]) == (1, "CURSOR_EXPIRED")


def test_a_cursor_that_cannot_be_kept_is_an_error(glimpse: Command, server: Served) -> None:
    ran = glimpse("image", "watch", "--after", "e0", "--state", "/proc/cursor", "--count", "1")
    assert ran.code == 1
    assert ran.err.startswith("glimpse: /proc/cursor")
