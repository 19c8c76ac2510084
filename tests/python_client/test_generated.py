"""The generated part of the client is what `make client` makes of the schema and the operations."""

import subprocess
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from tests.support.paths import EXPORTED_SCHEMA, PYTHON_CLIENT
from tests.support.python_client.modules import module_of

GENERATOR = PYTHON_CLIENT / ".venv-codegen" / "bin" / "python"
GENERATED = PYTHON_CLIENT / "glimpse_client" / "generated"
OPERATIONS = sorted((PYTHON_CLIENT / "operations").glob("*.graphql"))


def test_the_generated_package_is_of_the_committed_schema_and_operations() -> None:
    """Also where the generator is missing: the sums of what it read and wrote are committed."""
    generate = module_of(PYTHON_CLIENT / "generate.py")
    committed = (GENERATED / generate.CHECKSUMS).read_text()
    assert committed == generate.checksums(GENERATED), "run `make client`, and review the difference"


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.without_coverage
def test_the_generator_writes_the_committed_package(tmp_path: Path) -> None:
    if not GENERATOR.exists():
        pytest.skip("the generator is not installed: `make client` does it")
    subprocess.run([GENERATOR, PYTHON_CLIENT / "generate.py", tmp_path / "new"], check=True, timeout=60)
    written, committed = (
        {
            path.relative_to(folder): path.read_text()
            for path in folder.rglob("*.*")
            if "__pycache__" not in path.parts
        }
        for folder in (tmp_path / "new", GENERATED)
    )
    assert written == committed


def test_the_operations_fit_the_schema() -> None:
    document = parse("\n".join(path.read_text() for path in OPERATIONS))
    assert validate(build_schema(EXPORTED_SCHEMA.read_text()), document) == []
