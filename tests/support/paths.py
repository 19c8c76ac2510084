"""Where the project's files are."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GLANCE_DUMPS = ROOT / "tests" / "data" / "glance"
GOLDEN_FILES = ROOT / "tests" / "golden"
EXPORTED_SCHEMA = ROOT / "schema.graphql"
README = ROOT / "README.md"
PYTHON_CLIENT = ROOT / "client" / "python"
