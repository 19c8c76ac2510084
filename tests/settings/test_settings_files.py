"""Settings from files, which hold secrets more safely than the environment, and other programs' variables."""

from pathlib import Path

import pytest

from settings import CLIENT_VARIABLES, Settings
from settings.definitions import SETTINGS
from settings.service_links import is_service_link
from settings.setting import InvalidSettingError

SECRET = "hidden-from-all-eyes"
KEYSTONE = {"GLIMPSE_AUTH": "keystone", "GLIMPSE_KEYSTONE_URL": "https://keystone:5000"}
USER = {"GLIMPSE_KEYSTONE_USER": "glimpse", "GLIMPSE_KEYSTONE_PROJECT": "service"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    return file


@pytest.mark.parametrize(
    ("variable", "environ", "field"),
    [
        ("GLIMPSE_PROXY_SECRET", {"GLIMPSE_AUTH": "headers"}, "proxy_secret"),
        ("GLIMPSE_KEYSTONE_TOKEN", KEYSTONE, "keystone_token"),
        ("GLIMPSE_KEYSTONE_PASSWORD", KEYSTONE | USER, "keystone_password"),
    ],
)
def test_a_secret_is_read_from_a_file(variable: str, environ: dict[str, str], field: str, file: Path) -> None:
    settings = Settings.from_environment(environ | {f"{variable}_FILE": str(file)})
    assert getattr(settings.authentication, field) == SECRET
    assert "hidden" not in repr(settings)


@pytest.mark.parametrize("variable", ["GLIMPSE_DATABASE_URL", "GLIMPSE_READ_DATABASE_URL"])
def test_the_database_is_read_from_a_file(variable: str, file: Path) -> None:
    file.write_text("postgresql://me:secret@host/images\r\n")
    settings = Settings.from_environment({f"{variable}_FILE": str(file)})
    field = variable.removeprefix("GLIMPSE_").lower()
    assert getattr(settings, field) == "postgresql://me:secret@host/images"


@pytest.mark.parametrize("variable", [each.variable for each in SETTINGS if each.file_variable])
def test_every_setting_of_glimpse_may_come_from_a_file(variable: str, tmp_path: Path) -> None:
    (each,) = (found for found in SETTINGS if found.variable == variable)
    file = tmp_path / "value"
    file.write_text(each.default)
    assert each.value({f"{each.variable}_FILE": str(file)}) == each.value({})


def test_no_variable_has_two_meanings() -> None:
    files = [each.file_variable for each in SETTINGS if each.file_variable]
    assert set(files) & {each.variable for each in SETTINGS} == set()
    assert [each.variable for each in SETTINGS if each.file_variable is None] == [
        "HOST",
        "PORT",
        "WEB_CONCURRENCY",
    ]


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(InvalidSettingError) as refused:
        Settings.from_environment(environ)
    return str(refused.value)


def test_a_file_that_cannot_be_used_is_refused_by_the_name_of_its_variable(
    file: Path, tmp_path: Path
) -> None:
    variable = "GLIMPSE_PROXY_SECRET_FILE"
    assert refusal({variable: f"{tmp_path}/hidden"}) == (
        f"`{variable}` must name a readable file: No such file or directory."
    )
    assert refusal({variable: str(tmp_path)}) == f"`{variable}` must name a readable file: Is a directory."
    assert refusal({variable: str(file), "GLIMPSE_PROXY_SECRET": "x" * 16}) == (
        f"`GLIMPSE_PROXY_SECRET` and `{variable}` must not be set together: remove one."
    )
    file.write_text("hidden")
    assert refusal({variable: str(file)}) == (
        f"The text in the file of `{variable}` must be 16 to 1000 printable ASCII characters without spaces."
    )
    file.write_bytes(b"x" * 65_537)
    assert refusal({variable: str(file)}) == f"`{variable}` must name a file of at most 65536 bytes."
    file.write_bytes(b"\xff")
    assert refusal({variable: str(file)}) == f"`{variable}` must name a file of UTF-8 text."


def test_an_empty_name_of_a_file_is_none() -> None:
    assert Settings.from_environment({"GLIMPSE_DATABASE_URL_FILE": ""}) == Settings.from_environment({})


SERVICE_LINKS = {
    "GLIMPSE_SERVICE_HOST": "10.0.0.1",
    "GLIMPSE_SERVICE_PORT": "8000",
    "GLIMPSE_SERVICE_PORT_HTTP_API": "8000",
    "GLIMPSE_PORT": "tcp://10.0.0.1:8000",
    "GLIMPSE_PORT_8000_TCP": "tcp://10.0.0.1:8000",
    "GLIMPSE_PORT_8000_TCP_PROTO": "tcp",
    "GLIMPSE_PORT_8000_TCP_PORT": "8000",
    "GLIMPSE_PORT_8000_TCP_ADDR": "10.0.0.1",
    "GLIMPSE_POSTGRESQL_SERVICE_HOST": "fd00::1",
    "GLIMPSE_POSTGRESQL_PORT": "tcp://[fd00::1]:5432",
    "GLIMPSE_POSTGRESQL_PORT_5432_TCP": "tcp://[fd00::1]:5432",
    "GLIMPSE_POSTGRESQL_PORT_5432_TCP_ADDR": "fd00::1",
    "GLIMPSE_DNS_PORT_53_UDP": "udp://10.0.0.1:53",
    "GLIMPSE_DNS_PORT_53_UDP_PROTO": "udp",
}


def test_what_kubernetes_adds_for_a_service_is_left_alone() -> None:
    assert Settings.from_environment(SERVICE_LINKS) == Settings.from_environment({})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GLIMPSE_PORT", "8000"),
        ("GLIMPSE_PORT", "tcp://10.0.0.1"),
        ("GLIMPSE_HOST", "10.0.0.1"),
        ("GLIMPSE_SERVICE_HOST", "example.org"),
        ("GLIMPSE_SERVICE_PORT", "http"),
        ("GLIMPSE_PORT_8000", "tcp://10.0.0.1:8000"),
        ("GLIMPSE_DATABASE_PORT", "5432"),
        ("GLIMPSE_LOG_LEVELS", "info"),
        ("GLIMPSE_PROXY_SECRETS_FILE", "secret"),
        ("GLIMPSE_SERVICE_HOSTS", "10.0.0.1"),
    ],
)
def test_other_unknown_variables_are_refused(variable: str, value: str) -> None:
    assert refusal({variable: value}).startswith(f"`{variable}` is not a setting of Glimpse.")


def test_variables_of_the_command_line_are_no_mistakes() -> None:
    """A shell that uses the command line may also start a server."""
    environ = dict.fromkeys(CLIENT_VARIABLES, "http://localhost:8000")
    assert Settings.from_environment(environ) == Settings.from_environment({})


@pytest.mark.parametrize("name", ["HOST", "PORT", "WEB_CONCURRENCY"])
def test_a_setting_without_the_prefix_is_named(name: str) -> None:
    variable = f"GLIMPSE_{name}"
    expected = f"`{variable}` is not a setting of Glimpse. The setting is `{name}`."
    assert refusal({variable: "2"}) == expected


def test_no_setting_looks_like_a_service() -> None:
    names = [name for each in SETTINGS for name in (each.variable, each.file_variable) if name]
    found = [name for name in names for value in SERVICE_LINKS.values() if is_service_link(name, value)]
    assert found == []


WORDS = {
    "GLIMPSE_AUTH": ("None",),
    "GLIMPSE_LOG_FORMAT": ("TEXT", "Json"),
    "GLIMPSE_LOG_LEVEL": ("DEBUG", "Info", "WARNING", "ERROR"),
    "GLIMPSE_JWT_ALGORITHMS": ("rs256,EDDSA",),
    "GLIMPSE_METRICS": ("TRUE", "False"),
}


@pytest.mark.parametrize(("variable", "text"), [(name, text) for name in WORDS for text in WORDS[name]])
def test_a_word_may_be_in_any_case(variable: str, text: str) -> None:
    (setting,) = (each for each in SETTINGS if each.variable == variable)
    usual = "RS256,EdDSA" if "ALGORITHMS" in variable else text.lower()
    assert setting.value({variable: text}) == setting.value({variable: usual})
