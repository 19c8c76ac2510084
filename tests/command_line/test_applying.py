"""export, diff and apply: the end is the same however often, by however many, and wherever it was killed."""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from glimpse_client.commands.declared.applying import applied
from glimpse_client.commands.declared.documents import read_documents
from glimpse_client.commands.declared.plans import plan_of
from glimpse_client.commands.image_arguments import add_verbs
from glimpse_client.connection import Connection
from tests.support.paths import ROOT
from tests.support.processes.process import PATIENCE, Served
from tests.support.python_client.running import Command, Ran, created

Apply = Callable[..., Ran]


@pytest.fixture
def apply(glimpse: Command) -> Apply:
    """Applies a text, and writes the results and names of its images."""

    def run(text: str, *arguments: str) -> Ran:
        return glimpse(
            "image", "apply", "-f", "-", *arguments, "--format", "value", "-c", "result,name", stdin=text
        )

    return run


def column(glimpse: Command, name: str, columns: str) -> list[str]:
    return glimpse("image", "show", f"name:{name}", "-c", columns, "-f", "value").out.rstrip("\n").split("\t")


def test_an_image_is_created_changed_and_left_alone(glimpse: Command, apply: Apply) -> None:
    text = "- {name: one, minDisk: 1, properties: {a: '1', b: '2'}, tags: [t]}\n"
    assert glimpse("image", "diff", "-f", "-", stdin=text)[:2] == (
        1,
        "new one\n  + minDisk: 1\n  + name: one\n  + tags: t\n  + property.a: 1\n  + property.b: 2\n",
    )
    assert apply(text, "--dry-run").lines == ["created\tone"]
    assert apply(text, "--exit-code")[:2] == (10, "created\tone\n")
    assert apply(text, "--exit-code").lines == ["unchanged\tone"]
    assert glimpse("image", "diff", "-f", "-", stdin=text).lines == []
    glimpse("image", "set", "name:one", "--property", "other=3", "--tag", "other")
    text = "- {name: one, minDisk: 2, properties: {a: '1', b: null, c: '4'}, tags: [t]}\n"
    (row,) = glimpse("image", "apply", "-f", "-", "--dry-run", "--format", "json", stdin=text).json
    assert (row["result"], row["changes"]) == ("changed", ["minDisk", "property.b", "property.c"])
    assert apply(text).lines == ["changed\tone"]
    assert column(glimpse, "one", "minDisk,tags,properties") == [
        "2",
        "other,t",
        '{"a": "1", "c": "4", "other": "3"}',
    ]
    assert apply(text, "--replace").lines == ["changed\tone"]
    assert column(glimpse, "one", "minDisk,tags,properties") == ["2", "t", '{"a": "1", "c": "4"}']
    assert apply(text, "--replace").lines == ["unchanged\tone"]


def test_diff_shows_each_difference(glimpse: Command) -> None:
    image_id = created(glimpse, "--name", "differs", "--property", "a=1", "--property", "z=1", "--tag", "x")
    text = f"- {{id: {image_id}, name: renamed, owner: p, properties: {{a: '2', z: null}}, tags: [y]}}\n"
    ran = glimpse("image", "diff", "-f", "-", "--replace", stdin=text)
    assert ran.code == 1
    assert ran.out.splitlines()[1:] == [
        "  - name: differs",
        "  + name: renamed",
        "  + owner: p",
        "  - property.a: 1",
        "  + property.a: 2",
        "  - property.z: 1",
        "  - tag.x: true",
        "  + tag.y: true",
    ]
    assert glimpse("image", "diff", "-f", "-", stdin="{")[:2] == (2, "")
    assert glimpse("image", "diff", "-f", "/nowhere")[:2] == (1, "")


def test_images_of_an_id_are_created_with_it(glimpse: Command, apply: Apply) -> None:
    image_id = "11111111-2222-4333-8444-555555555555"
    text = f"- {{id: {image_id}, name: chosen, owner: p, hidden: true}}\n"
    assert apply(text).lines == ["created\tchosen"]
    assert apply(text).lines == ["unchanged\tchosen"]
    assert glimpse("image", "delete", image_id).code == 0
    assert apply(text)[:2] == (6, "")
    assert apply(f"- id: {image_id[:-1]}6\n").lines == ["created\t"]


def test_a_deleted_image_does_not_keep_its_name_from_others(glimpse: Command, apply: Apply) -> None:
    """More often than ids follow from the name."""
    for _ in range(5):
        assert apply("- name: again\n").lines == ["created\tagain"]
        assert glimpse("image", "delete", "name:again").code == 0


def test_a_name_that_several_images_have_is_ambiguous(glimpse: Command, apply: Apply) -> None:
    for _ in range(2):
        created(glimpse, "--name", "pair")
    ran = apply("- name: before\n- name: pair\n")
    assert (ran.code, ran.out) == (5, "")
    assert "standard input, image 2: several images have its name" in ran.err


def test_what_is_applied_before_a_refusal_stays_and_the_rest_follows(glimpse: Command, apply: Apply) -> None:
    ran = apply("- name: r1\n- {name: r2, minDisk: -1}\n- name: r3\n")
    assert (ran.code, ran.out) == (8, "created\tr1\n")
    assert ran.err.startswith("glimpse: 1 of 3 images are changed. Then it failed: input.minDisk")
    assert apply("- name: r1\n- name: r2\n- name: r3\n").lines == [
        "unchanged\tr1",
        "created\tr2",
        "created\tr3",
    ]


MANAGED = "managedBy: nightly\nkeep: {}\nimages:\n- name: kept\n"


def test_pruning_is_limited_to_what_is_managed(glimpse: Command, apply: Apply) -> None:
    apply(
        "managedBy: nightly\nimages:\n- name: kept\n- name: p1\n- name: p2\n- {name: p3, protected: true}\n"
    )
    created(glimpse, "--name", "stranger")
    created(glimpse, "--name", "p2", "--tag", "managed-by:nightly")
    text = MANAGED.format(0)
    ran = apply(text, "--prune", "--max-prune", "2")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "glimpse: 3 images would be pruned, and --max-prune is 2\n"
    assert "  + pruned: hidden" in glimpse("image", "diff", "-f", "-", "--prune", stdin=text).out
    assert apply(text).lines == ["unchanged\tkept"]
    # The newest of each name is kept.
    assert apply(MANAGED.format(1), "--prune").lines == ["unchanged\tkept", "hidden\tp2"]
    assert apply(text, "--prune").lines == ["unchanged\tkept", "hidden\tp2", "hidden\tp1"]
    assert apply(text, "--prune").lines == ["unchanged\tkept"]
    assert apply(text, "--prune=deactivate").lines == ["unchanged\tkept"]
    assert apply(text, "--prune=delete", "--dry-run").lines[1:] == [
        "deleted\tp2",
        "deleted\tp2",
        "deleted\tp1",
    ]
    assert len(apply(text, "--prune=delete").lines) == 4
    assert apply(text, "--prune=delete").lines == ["unchanged\tkept"]
    assert glimpse("image", "show", "name:p3", "name:stranger").code == 0
    assert apply("- name: kept\n", "--prune").code == 2


def test_active_images_are_deactivated(glimpse: Command, apply: Apply) -> None:
    fields = ("--disk-format", "raw", "--container-format", "bare", "--size", "1", "--status", "active")
    created(glimpse, "--name", "old", *fields, "--tag", "managed-by:d")
    text = "managedBy: d\nimages: []\n"
    assert apply(text, "--prune=deactivate").lines == ["deactivated\told"]
    assert apply(text, "--prune=deactivate").lines == []


def test_an_export_is_applied_without_a_change(glimpse: Command, tmp_path: Path) -> None:
    created(
        glimpse, "--name", "exported", "--property", "v=24.04", "--tag", "x", "--min-ram", "3", "--hidden"
    )
    for form in ("yaml", "json"):
        for ids in ((), ("--no-ids",)):
            file = tmp_path / "images"
            selection = ("--name", "exported", "--scope", "visible")
            file.write_text(glimpse("image", "export", *selection, "-f", form, *ids).out)
            assert bool(re.search(r"\bid\b", file.read_text())) is not bool(ids)
            ran = glimpse("image", "apply", "-f", str(file), "--replace", "--format", "value", "-c", "result")
            assert ran.lines == ["unchanged"]
    bare = created(glimpse, "--name", "bare")
    assert glimpse("image", "export", "--name", "bare", "--limit", "1").lines == [
        "images:",
        f"- id: {bare}",
        "  name: bare",
        "  status: QUEUED",
        "  visibility: SHARED",
    ]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli", "image", "apply", "--format", "value", "-c", "result", *arguments]


@pytest.mark.processes
@pytest.mark.without_coverage
def test_two_at_the_same_time_converge_and_so_does_one_that_was_killed(
    glimpse: Command, server: Served, tmp_path: Path
) -> None:
    names = [f"both-{number}" for number in range(12)]
    file = tmp_path / "images.yaml"
    file.write_text("".join(f"- {{name: {name}, minDisk: 7, tags: [both]}}\n" for name in names))
    environ = {"PATH": os.environ["PATH"], "GLIMPSE_URL": server.address}

    def start() -> "subprocess.Popen[str]":
        apply = command("-f", str(file))
        return subprocess.Popen(apply, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)

    with start() as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "created\n"
        killed.kill()
    with start() as first, start() as second:
        printed = [each.communicate(timeout=PATIENCE)[0].split() for each in (first, second)]
        assert (first.returncode, second.returncode) == (0, 0)
    assert all(len(each) == 12 for each in printed)
    created_by_both = [left == right == "created" for left, right in zip(*printed, strict=True)]
    assert not any(created_by_both)
    listed = glimpse("image", "list", "--tag", "both", "-c", "name,minDisk", "-f", "value").lines
    assert sorted(listed) == sorted(f"{name}\t7" for name in names)
    assert glimpse("image", "diff", "-f", str(file)).lines == []


def test_an_image_that_appears_after_it_was_looked_for_is_changed(
    glimpse: Command, apply: Apply, server: Served, tmp_path: Path
) -> None:
    file = tmp_path / "images.yaml"
    file.write_text("- {name: raced, minRam: 1, tags: [t]}\n")
    parser = argparse.ArgumentParser()
    add_verbs(parser)
    given = parser.parse_args(["apply", "-f", str(file)])
    with Connection(server.address) as connection:
        plan = plan_of(connection, read_documents([str(file)]), given)
        assert apply("- name: raced\n").lines == ["created\traced"]
        ((result, image, fields),) = applied(connection, plan, given)
    assert (result, image["name"], fields) == ("changed", "raced", ["minRam", "tag.t"])
