"""Which database a URL names, in the spellings of many tools, and what is refused without being repeated."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli import main
from db.address.server_address import InvalidUrlError
from db.address.url import parse_database_url, parse_server_url
from db.connect import DatabaseTarget
from db.store import DatabaseNotServableError
from settings import Settings
from tests.support.log_capture import log_as_before


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite+aiosqlite:///data/x.db", Path("data/x.db")),
        ("sqlite:///data/x.db", Path("data/x.db")),
        ("sqlite+pysqlite:////var/lib/x.db", Path("/var/lib/x.db")),
        ("SQLite:////var/lib/x.db\n", Path("/var/lib/x.db")),
        ("sqlite:///~/x.db", Path.home() / "x.db"),
        ("sqlite:///~nobody-of-this-name/x.db", Path("~nobody-of-this-name/x.db")),
        ("sqlite:///a@b%20c.db", Path("a@b%20c.db")),
    ],
)
def test_a_file_is_named_by_its_path(url: str, path: Path) -> None:
    assert parse_database_url(url) == path


POSTGRESQL = "postgresql+asyncpg://host/images"
MARIADB = "mariadb+asyncmy://host/images"


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("postgresql://host/images", POSTGRESQL),
        ("postgres://host/images", POSTGRESQL),
        ("Postgres://host/images", POSTGRESQL),
        ("postgresql+asyncpg://host/images", POSTGRESQL),
        ("postgresql+psycopg2://host/images", POSTGRESQL),
        ("postgresql+psycopg://host/images\n", POSTGRESQL),
        (" postgresql://host/images\r\n", POSTGRESQL),
        ("postgresql://:@host/images", POSTGRESQL),
        ("mariadb://host/images", MARIADB),
        ("mysql://host/images", MARIADB),
        ("mysql+pymysql://host/images?charset=utf8", MARIADB),
        ("mysql+asyncmy://host/images", MARIADB),
        ("mariadb+mariadbconnector://host/images", MARIADB),
        ("postgresql://me@host:5433/images", "postgresql+asyncpg://me@host:5433/images"),
        ("postgresql://me:@host/images", "postgresql+asyncpg://me@host/images"),
        ("postgresql://[::1]:5432/images", "postgresql+asyncpg://[::1]:5432/images"),
        ("postgresql:///images?host=db.example&port=5433", "postgresql+asyncpg://db.example:5433/images"),
        ("mariadb://me:a%40b%3Ac@host/im%20ages", "mariadb+asyncmy://me:a%40b%3Ac@host/im ages"),
    ],
)
def test_a_server_is_named_in_the_spelling_of_many_tools(url: str, whole: str) -> None:
    assert parse_server_url(url).url.render_as_string(hide_password=False) == whole


REFUSED = [
    ("", "must begin with sqlite:///, postgresql:// or mariadb://"),
    ("data/glimpse.db", "must begin with sqlite:///, postgresql:// or mariadb://"),
    ("s3cret@host/images", "must begin with"),
    ("postgresql:s3cret@host/images", "must begin with"),
    ("oracle://scott:s3cret@host/images", "must begin with"),
    ("postgresql+s3cret://host/images", "must begin with"),
    ("mysql+asyncpg://me:s3cret@host/images", "must begin with"),
    ("sqlite://s3cret/data.db", "must have three slashes before the file's path"),
    ("sqlite:///", "must name a file"),
    ("sqlite:/// ", "must name a file"),
    ("sqlite:///data/", "must name a file"),
    ("sqlite:///:memory:", "must name a file: a database in memory"),
    ("sqlite:///file::memory:", "must name a file: a database in memory"),
    ("sqlite:///data/x.db?mode=memory", "must be the path of a file without parameters"),
    ("sqlite:///data/\0x", "must be the path of a file without parameters"),
    ("postgresql://me:s3cret@host", "must name one database, after the host and a slash"),
    ("postgresql://me:s3cret@host/", "must name one database, after the host and a slash"),
    ("postgresql://me:s3cret@host/a/b", "must name one database, after the host and a slash"),
    ("postgresql://app:s3cret@horse@db.example/g", "`@` in the password must be written %40"),
    ("postgresql://app:p@s3cret/w:rd%25#@db.example/g", "`@` in the password must be written %40"),
    ("postgresql://app:s3cret/x@db.example/g", "`/` %2F"),
    ("postgresql://app:s3?cret=x@db.example/g", "`?` %3F"),
    ("postgresql://app:s3cret#x@db.example/g", "`#` %23"),
    ("postgresql://app:s3cret/g", "must have a host, and a port"),
    ("postgresql://app:s3cret%zz@db.example/g", "must have two hexadecimal digits after `%`"),
    ("postgresql://app:s3cret%@db.example/g", "must have two hexadecimal digits after `%`"),
    ("postgresql://app:s3cret@host/g#", "must not contain `#`"),
    ("postgresql://app:s3 cret@host/g", "must have no spaces or control characters"),
    ("postgresql://app:s3\tcret@host/g", "must have no spaces or control characters"),
    ("postgresql://host:0/images", "must have a host, and a port from 1 to 65535"),
    ("postgresql://host:65536/images", "must have a host, and a port from 1 to 65535"),
    ("postgresql://::1/images", "must have a host, and a port from 1 to 65535"),
    ("postgresql://[::1/images", "must have a host, and a port from 1 to 65535"),
    ("postgresql://one,two/images", "must name one host only"),
    ("postgresql://s3cret%00@host/images", "must have no spaces or control characters"),
    ("postgresql://ho..st/images", "must have a host that is a name, an address"),
    (f"postgresql://{'x' * 64}/images", "must have a host that is a name, an address"),
    ("postgresql://a%20b/images", "must have a host that is a name, an address"),
    ("postgresql:///images?host=a%20b", "must have a host that is a name, an address"),
    ("postgresql://one/images?host=two", "must name the host once only"),
    ("postgresql://one:5432/images?port=5433", "must name the port once only"),
]


@pytest.mark.parametrize(("url", "words"), REFUSED)
def test_a_url_that_cannot_be_used_is_refused_without_being_repeated(url: str, words: str) -> None:
    with pytest.raises(InvalidUrlError, match=re.escape(words)) as refused:
        parse_database_url(url)
    for part in ("s3", "cret", "scott", "horse", "app", "rd%25"):
        assert part not in str(refused.value).replace("%25", "")


@given(
    user=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8),
    password=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12),
)
def test_user_and_password_may_be_any_text(user: str, password: str) -> None:
    text = f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@host/images"
    address = parse_server_url(text)
    assert (address.url.username, address.url.password) == (user, password)
    assert address.name == "images at host"
    # Nothing that prints the address shows them.
    assert repr(address) == repr(parse_server_url("postgresql://host/images"))


# No message has it by chance.
MARK = "qZ7"


def said_of(url: str) -> str:
    """All that may be shown of a URL: of the address, or the refusal."""
    try:
        address = parse_database_url(url)
    except InvalidUrlError as refused:
        return str(refused)
    assert not isinstance(address, Path)
    return address.name + repr(address)


@settings(deadline=None)
@given(noise=st.lists(st.sampled_from([*"@/:?#%&=[], \\\n", MARK, "%40", "a"]), max_size=10))
def test_no_part_of_a_password_is_ever_shown(noise: list[str]) -> None:
    password = MARK.join(("", *noise, ""))
    assert MARK not in said_of(f"postgresql://{MARK}:{password}@host/images")
    assert MARK not in said_of(f"mysql://{password}@host/images?ssl=true")


def test_a_server_is_required_where_a_file_makes_no_sense() -> None:
    with pytest.raises(InvalidUrlError, match=r"^must be the URL of a server: postgresql:// or mariadb://$"):
        parse_server_url("sqlite:///a.db")


@pytest.mark.parametrize(
    ("url", "replica", "sentence"),
    [
        (
            "postgresql://host/images",
            "mariadb://host/images",
            "`GLIMPSE_READ_DATABASE_URL` must be of the same kind as `GLIMPSE_DATABASE_URL`.",
        ),
        (
            "postgresql://host/images",
            "sqlite:///a.db",
            "`GLIMPSE_READ_DATABASE_URL` requires two databases on servers.",
        ),
        (
            "sqlite:///a.db",
            "postgresql://host/images",
            "`GLIMPSE_READ_DATABASE_URL` requires two databases on servers.",
        ),
        (
            "postgresql://host/images",
            "postgresql://host",
            "`GLIMPSE_READ_DATABASE_URL` must name one database, after the host and a slash.",
        ),
        (
            "images.db",
            None,
            "`GLIMPSE_DATABASE_URL` must begin with sqlite:///, postgresql:// or mariadb://.",
        ),
    ],
)
def test_a_refusal_names_its_setting(url: str, replica: str | None, sentence: str) -> None:
    with pytest.raises(DatabaseNotServableError, match=f"^{re.escape(sentence)}$"):
        DatabaseTarget.of_urls(url, replica)


def test_two_servers_of_one_kind_are_primary_and_replica() -> None:
    target = DatabaseTarget.of_urls("postgresql://one/images", "postgres://two/images")
    assert target.server is not None
    assert target.replica is not None
    assert (target.server.url.host, target.replica.url.host) == ("one", "two")
    assert target.name == "images at one"


@pytest.mark.parametrize("command", ["serve", "migrate", "check", "export", "demo", "backup", "import"])
def test_every_command_refuses_a_bad_url_in_a_sentence_without_its_password(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    url = "postgresql://app:s3cret@horse@127.0.0.1:1/images"
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", url)
    arguments = {"backup": ["copy.db"], "import": ["--from", "sqlite:///a.db"]}.get(command, [])
    with log_as_before():
        assert main([command, *arguments]) == 2
    assert capsys.readouterr() == (
        "",
        "`GLIMPSE_DATABASE_URL` must have one `@` only, before the host: `@` in the password must be "
        "written %40, `/` %2F, `?` %3F and `#` %23.\n",
    )


def test_the_source_of_an_import_is_refused_in_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GLIMPSE_DATABASE_URL", f"sqlite:///{tmp_path}/own.db")
    assert main(["import", "--from", "postgresql://app:s3cret@host"]) == 2
    assert capsys.readouterr().err == "The source must name one database, after the host and a slash.\n"


def test_the_settings_show_no_url() -> None:
    environ = {"GLIMPSE_DATABASE_URL": "postgresql://app:s3cret@host/images"}
    found = Settings.from_environment(environ | {"GLIMPSE_READ_DATABASE_URL": "postgresql://s3cret@b/i"})
    assert "s3cret" not in f"{found!r} {found}"
