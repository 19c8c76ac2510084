"""Writes `glimpse_client/generated` from schema.graphql and `operations/`, by ariadne-codegen.

`make client` runs it in an environment of its own. ariadne-codegen makes one client of all operations that it
reads, so it runs for each group of operations and each kind of client. The types that they share are the same
every time.

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

# What a generated client extends, and of which module.
BASES = {False: ("Connection", "connection"), True: ("AsyncConnection", "async_connection")}

# The operations of each group. Only an asynchronous client may have subscriptions.
GROUPS = {"reads": ("queries", "subscriptions"), "changes": ("mutations",), "members": ("members",)}

# The modules with types that the groups share.
SHARED = ("base_model", "enums", "fragments", "input_types", "scalars")

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
    written = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    lines += [f"{_sha256(folder / name)}  generated/{name}" for name in written]
    return "".join(f"{line}\n" for line in lines)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def generate(target: Path) -> None:
    """Writes the package into the folder, which is emptied before."""
    with TemporaryDirectory() as name:
        work, made = Path(name), Path(name) / "made"
        for group in GROUPS:
            for is_async in BASES:
                _collect(_run(work, group, is_async), made, group)
        for folder in (made, *(made / group for group in GROUPS)):
            (folder / "__init__.py").write_text(INIT, "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)
    (target / CHECKSUMS).write_text(checksums(target), "utf-8")


def _collect(generated: Path, made: Path, group: str) -> None:
    """Adds the modules of a run to those of the runs before it."""
    (made / group).mkdir(parents=True, exist_ok=True)
    for path in generated.glob("*.py"):
        if path.stem in ("__init__", "base"):
            continue
        is_shared = path.stem in SHARED
        written = (made if is_shared else made / group) / path.name
        text = _adapted(path.read_text("utf-8"), is_shared)
        if is_shared and written.exists() and written.read_text("utf-8") != text:
            raise SystemExit(f"{path.name} is not the same for all groups.")
        # The synchronous run comes first: it lacks the subscriptions.
        written.write_text(text, "utf-8")


def _run(work: Path, group: str, is_async: bool) -> Path:
    """Generates the package of one group with one kind of client."""
    base, _ = BASES[is_async]
    kind = "async" if is_async else "sync"
    folder = work / f"{group}_{kind}"
    operations = folder / "operations"
    operations.mkdir(parents=True)
    for name in ("fragments", *GROUPS[group]):
        if is_async or name != "subscriptions":
            shutil.copy(HERE / "operations" / f"{name}.graphql", operations)
    (folder / "base.py").write_text(f"class {base}:\n    pass\n")
    settings = {
        "queries_path": str(operations),
        "target_package_path": str(folder),
        "client_name": f"{kind.title()}{group.title()}",
        "client_file_name": f"{kind}_client",
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
    return folder / "generated"


def _adapted(text: str, is_shared: bool) -> str:
    """Joins what is generated with what is written by hand, and groups with the types that they share."""
    for base, module in BASES.values():
        text = text.replace(f"from .base import {base}\n", f"from ...{module} import {base}\n")
    if not is_shared:
        text = re.sub(rf"^from \.({'|'.join(SHARED)}) import", r"from ..\1 import", text, flags=re.MULTILINE)
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
