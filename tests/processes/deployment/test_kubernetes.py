"""The Deployment of docs/operations.md: its settings, its probes, and a file system that it cannot write."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from settings import Settings
from settings.definitions import SETTINGS
from tests.support.databases.servers import ServerDatabase, require
from tests.support.pages.markdown import Page
from tests.support.paths import ROOT
from tests.support.processes.commands import wait_until
from tests.support.processes.process import Served
from tests.support.yaml_subset import parse

pytestmark = [pytest.mark.processes, pytest.mark.without_coverage]

SECRETS = "/etc/glimpse"

# As the kubelet starts a container: nothing can be written but the temporary folder, and there are no rights.
CONTAINED = (
    'mount -o remount,bind,ro / && mount --bind "$TMPDIR" "$TMPDIR" && mount -o remount,bind,rw "$TMPDIR"'
    ' && exec setpriv --no-new-privs --bounding-set=-all "$@"'
)


def manifest(name: str) -> Any:
    return parse(Page.read("docs/operations.md").marked_block(name))


def pod() -> Any:
    return manifest("kubernetes")["spec"]["template"]["spec"]


def variables(container: Any) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container["env"]}


def test_every_variable_is_a_setting() -> None:
    known = {each.variable for each in SETTINGS}
    (serve,), (migrate,) = pod()["containers"], pod()["initContainers"]
    for name in {*variables(serve), *variables(migrate)}:
        assert name in known or name.removesuffix("_FILE") in known


def test_the_grace_period_is_longer_than_a_shutdown() -> None:
    (serve,) = pod()["containers"]
    defaults = Settings.from_environment({})
    shutdown = float(variables(serve)["GLIMPSE_SHUTDOWN_DELAY"]) + defaults.shutdown_timeout
    assert float(pod()["terminationGracePeriodSeconds"]) > shutdown + defaults.busy_timeout


def test_the_service_finds_the_pods() -> None:
    deployment, service = manifest("kubernetes")["spec"], manifest("kubernetes-service")["spec"]
    assert service["selector"] == deployment["selector"]["matchLabels"]
    assert service["selector"] == deployment["template"]["metadata"]["labels"]
    (serve,) = pod()["containers"]
    assert [each["targetPort"] for each in service["ports"]] == [each["name"] for each in serve["ports"]]
    mounted = {each["name"] for each in serve["volumeMounts"]}
    assert mounted == {each["name"] for each in pod()["volumes"]}


def test_all_containers_are_equally_confined() -> None:
    for container in (*pod()["initContainers"], *pod()["containers"]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": "false",
            "readOnlyRootFilesystem": "true",
            "capabilities": {"drop": ["ALL"]},
        }
        assert "/tmp" in {each["mountPath"] for each in container["volumeMounts"]}


@pytest.fixture
def database() -> Iterator[ServerDatabase]:
    require("postgresql")
    made = ServerDatabase("postgresql", migrated=False)
    yield made
    made.drop()


def contained(folder: Path, container: Any, **more: str) -> Served:
    """The container's command with its settings, its secrets in another folder."""
    if shutil.which("unshare") is None or os.geteuid() != 0:
        pytest.skip("Only root can make a file system read-only, by unshare.")
    environ = {name: value.replace(SECRETS, str(folder)) for name, value in variables(container).items()}
    (folder / "tmp").mkdir(exist_ok=True)
    prefix = ("unshare", "--mount", "sh", "-c", CONTAINED, "sh")
    command = (*prefix, sys.executable, "-m", "cli", *container["args"])
    # What Kubernetes adds beside a Service of this name.
    links = {"GLIMPSE_PORT": "tcp://10.0.0.1:80", "GLIMPSE_SERVICE_HOST": "10.0.0.1"}
    return Served(command, {**environ, **links, "TMPDIR": str(folder / "tmp"), **more}, ROOT)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_deployment_runs(workers: str, database: ServerDatabase, tmp_path: Path) -> None:
    (tmp_path / "database-url").write_text(f"{database.url}\n")
    (tmp_path / "proxy-secret").write_text("0123456789abcdef0123456789abcdef\n")
    (migrate,), (serve,) = pod()["initContainers"], pod()["containers"]
    migration = contained(tmp_path, migrate)
    assert migration.end() == 0, migration.log
    migration.close()
    paths = {name: serve[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")}
    glimpse = contained(tmp_path, serve, WEB_CONCURRENCY=workers)

    def status(path: str) -> int:
        return httpx2.get(f"{glimpse.address}{path}").status_code

    try:
        glimpse.wait_for("Application startup complete.", int(workers))
        assert {status(path) for path in paths.values()} == {200}
        # The caller has no proxy's secret.
        asked = httpx2.post(f"{glimpse.address}/graphql", json={"query": "{ images { id } }"})
        assert asked.status_code == 401
        glimpse.stop()
        wait_until(lambda: status(paths["readiness"]) == 503)
        assert httpx2.get(f"{glimpse.address}{paths['readiness']}").json()["reason"] == "stopping"
        assert status(paths["liveness"]) == 200
        # A second signal ends the delay.
        glimpse.stop()
        assert glimpse.end() == 0
        assert all(json.loads(line) for line in glimpse.log.splitlines())
        assert "Traceback" not in glimpse.log
    finally:
        glimpse.close()
