"""What the service says of itself."""

from dataclasses import asdict, fields

from resolvers.names import api_name, field_name
from settings import VERSION, Limits, Settings
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.http.client import ask, serving

LIMITS = " ".join(api_name(each.name) for each in fields(Limits))
REGISTRY = f"{{ registry {{ version diskFormats containerFormats limits {{ {LIMITS} }} }} }}"


def test_formats_and_limits_are_those_of_the_settings(database: SqliteDatabase) -> None:
    with serving(database, DISK_FORMATS="wim,raw", MAX_PAGE_SIZE="77") as client:
        registry = ask(client, REGISTRY)["registry"]
    limits = asdict(Settings.from_environment({}).limits) | {"max_page_size": 77}
    assert {field_name(name): limit for name, limit in registry.pop("limits").items()} == limits
    assert registry == {
        "version": VERSION,
        "diskFormats": ["wim", "raw"],
        "containerFormats": ["ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"],
    }
