"""What migrations execute on MariaDB, which commits each statement by itself."""

import io
import re

import pytest
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

import db.migrations.mariadb  # noqa: F401 - as `db/migrations/env.py` does
from db.schema_version import MIGRATIONS, VERSION_TABLE, alembic_config

# What does nothing where it is done already. An UPDATE of the version names the one that it leaves.
REPEATABLE = re.compile(
    r"CREATE TABLE IF NOT EXISTS|CREATE INDEX IF NOT EXISTS|DROP TABLE IF EXISTS|DROP INDEX IF EXISTS"
    r"|ALTER TABLE \w+ ADD COLUMN IF NOT EXISTS |ALTER TABLE \w+ DROP COLUMN IF EXISTS "
    r"|ALTER TABLE \w+ ADD CONSTRAINT (IF NOT EXISTS \w+ CHECK|\w+ FOREIGN KEY IF NOT EXISTS) "
    r"|ALTER TABLE \w+ DROP (CONSTRAINT|FOREIGN KEY) IF EXISTS "
    r"|ALTER TABLE \w+ MODIFY \w+ |DELETE FROM image_events WHERE "
    rf"|UPDATE {VERSION_TABLE} SET version_num='(\d+)' WHERE {VERSION_TABLE}\.version_num = '\d+'"
    rf"|INSERT INTO {VERSION_TABLE} |DELETE FROM {VERSION_TABLE} "
)


def statements(*, upwards: bool) -> list[str]:
    config, written = alembic_config(), io.StringIO()
    script = ScriptDirectory.from_config(config)

    def steps(revision: object, _context: object) -> object:
        if upwards:
            return script._upgrade_revs("head", revision)  # type: ignore[arg-type]
        return script._downgrade_revs("base", MIGRATIONS[-1])

    with EnvironmentContext(config, script, fn=steps, as_sql=True) as environment:
        environment.configure(
            dialect_name="mariadb",
            output_buffer=written,
            version_table=VERSION_TABLE,
            starting_rev=None if upwards else MIGRATIONS[-1],
        )
        environment.run_migrations()
    lines = re.sub(r"^--.*$", "", written.getvalue(), flags=re.MULTILINE)
    return [statement.strip() for statement in lines.split(";") if statement.strip()]


@pytest.mark.parametrize("upwards", [True, False], ids=["upwards", "downwards"])
def test_each_statement_can_be_repeated(upwards: bool) -> None:
    found = statements(upwards=upwards)
    assert len(found) > len(MIGRATIONS)
    assert [each for each in found if not REPEATABLE.match(each)] == []


def test_each_table_names_its_engine_and_its_row_format() -> None:
    tables = [each for each in statements(upwards=True) if each.startswith("CREATE TABLE")]
    assert any(VERSION_TABLE in each for each in tables)
    assert [each for each in tables if not each.endswith("ENGINE=InnoDB ROW_FORMAT=DYNAMIC")] == []
