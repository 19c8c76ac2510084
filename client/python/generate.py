"""Writes `glimpse_client/generated` from schema.graphql and `operations/`, by ariadne-codegen.

`make client` runs it in an environment of its own. ariadne-codegen makes one client at a time, so it runs
twice: everything but the client is the same both times.

Usage: python generate.py [FOLDER]
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
GENERATED = HERE / "glimpse_client" / "generated"
CHECKSUMS = "sources.sha256"

# The name of the generated client, its module, and what it extends, of which module.
CLIENTS = {
    False: ("GeneratedClient", "sync_client", "Connection", "connection"),
    True: ("GeneratedAsyncClient", "async_client", "AsyncConnection", "async_connection"),
}

INIT = '"""Made by ariadne-codegen from schema.graphql and operations/: `make client` writes it again."""\n'


def sources() -> list[Path]:
    """The files that the generated package is made of."""
    inputs = ("codegen.toml", "generate.py", "requirements-codegen.txt", "scalars.py")
    operations = sorted((HERE / "operations").glob("*.graphql"))
    return [HERE.parent.parent / "schema.graphql", *operations, *(HERE / name for name in inputs)]


def checksums(folder: Path) -> str:
    """A line for each source, and for each generated file."""
    root = HERE.parent.parent
    lines = [f"{_sha256(path)}  {path.relative_to(root).as_posix()}" for path in sources()]
    lines += [f"{_sha256(path)}  generated/{path.name}" for path in sorted(folder.glob("*.py"))]
    return "".join(f"{line}\n" for line in lines)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def generate(target: Path) -> None:
    """Writes the package into the folder, which is emptied before."""
    with TemporaryDirectory() as name:
        work = Path(name)
        for is_async in (False, True):
            _run(work, is_async)
        made = work / "async" / "generated"
        shutil.copy(work / "sync" / "generated" / "sync_client.py", made)
        (made / "base.py").unlink()
        (made / "__init__.py").write_text(INIT, "utf-8")
        for path in made.glob("*.py"):
            path.write_text(_adapted(path.read_text("utf-8")), "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target, ignore=shutil.ignore_patterns("__pycache__"))
    (target / CHECKSUMS).write_text(checksums(target), "utf-8")


def _run(work: Path, is_async: bool) -> None:
    """Generates the package with one of the clients; only the asynchronous one may have subscriptions."""
    client, module, base, _ = CLIENTS[is_async]
    folder = work / ("async" if is_async else "sync")
    operations = folder / "operations"
    operations.mkdir(parents=True)
    for path in (HERE / "operations").glob("*.graphql"):
        if is_async or path.stem != "subscriptions":
            shutil.copy(path, operations)
    (folder / "base.py").write_text(f"class {base}:\n    pass\n")
    settings = {
        "queries_path": str(operations),
        "target_package_path": str(folder),
        "client_name": client,
        "client_file_name": module,
        "base_client_name": base,
        "base_client_file_path": str(folder / "base.py"),
    }
    lines = [f'{key} = "{value}"' for key, value in settings.items()]
    lines.append(f"async_client = {str(is_async).lower()}")
    head = "[tool.ariadne-codegen]\n"
    config = folder / "codegen.toml"
    text = (HERE / "codegen.toml").read_text("utf-8").replace(head, head + "\n".join(lines) + "\n")
    config.write_text(text, "utf-8")
    program = Path(sys.executable).parent / "ariadne-codegen"
    # It starts the ruff of its environment.
    environ = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(program), "--config", str(config)]
    subprocess.run(command, check=True, cwd=HERE, stdout=subprocess.DEVNULL, env=environ)


def _adapted(text: str) -> str:
    """Joins what is generated with what is written by hand."""
    for _, _, base, module in CLIENTS.values():
        text = text.replace(f"from .base import {base}\n", f"from ..{module} import {base}\n")
    text = re.sub(
        r"class UnsetType:.*?UNSET = UnsetType\(\)\n",
        "",
        text.replace(
            "from pydantic.alias_generators import to_camel\n",
            "from pydantic.alias_generators import to_camel\n\nfrom ..unset import UNSET as UNSET\n"
            "from ..unset import UnsetType as UnsetType\n",
        ),
        flags=re.DOTALL,
    )
    # For type checkers an `alias` would be the name of the argument, and `in` can be none.
    return re.sub(r'\bField\(alias=("\w+")', r"Field(validation_alias=\1, serialization_alias=\1", text)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else GENERATED)
