"""Variables that HTTP clients read, such as proxies: what cannot be used is named at the start."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

from auth_backend import create_authenticator
from settings import Settings
from settings.setting import InvalidSettingError
from tests.support.auth import token_issuer as issuer
from tests.support.databases.sqlite_file import SqliteDatabase
from tests.support.paths import ROOT

MODES = {
    "jwt": {
        "GLIMPSE_AUTH": "jwt",
        "GLIMPSE_JWT_JWKS_URL": "https://issuer.example/keys",
        "GLIMPSE_JWT_ISSUER": "https://issuer.example",
        "GLIMPSE_JWT_AUDIENCE": "glimpse",
    },
    "keystone": {
        "GLIMPSE_AUTH": "keystone",
        "GLIMPSE_KEYSTONE_URL": "https://keystone.example",
        "GLIMPSE_KEYSTONE_TOKEN": "token",
    },
}
PROXY = (
    "must be the URL of an HTTP proxy, such as http://proxy.example:3128. "
    "Glimpse cannot use other proxies, such as SOCKS."
)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def create(mode: str) -> None:
    authenticator = create_authenticator(Settings.from_environment(MODES[mode]).authentication)
    asyncio.run(authenticator.close())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("variable", "value", "rest"),
    [
        ("ALL_PROXY", "socks5://me:s3cret@127.0.0.1:1080", PROXY),
        ("all_proxy", "socks5h://127.0.0.1:1080", PROXY),
        ("HTTPS_PROXY", "ftp://me:s3cret@127.0.0.1", PROXY),
        ("https_proxy", "http://", PROXY),
        ("HTTP_PROXY", "http://me:s3cret@127.0.0.1:port", "must be the URL of a proxy."),
        ("SSL_CERT_FILE", "/nope.pem", "names `/nope.pem`, which cannot be read: No such file or directory."),
        ("SSL_CERT_FILE", "FILE", "must name a PEM file with certificates, which `FILE` is not."),
        ("SSL_CERT_DIR", "/nope", "must name a folder of certificates, not `/nope`."),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(
    mode: str, variable: str, value: str, rest: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "empty.pem"
    file.touch()
    monkeypatch.setenv(variable, value.replace("FILE", str(file)))
    sentence = f"`{variable}` {rest}".replace("`FILE`", f"`{file}`")
    with pytest.raises(InvalidSettingError, match=f"^{re.escape(sentence)}$") as refused:
        create(mode)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("mode", MODES)
def test_variables_that_can_be_used_are_used(
    mode: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:s3cret@proxy.example:3128")
    monkeypatch.setenv("ALL_PROXY", "proxy.example:3128")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    create(mode)
    authority = tmp_path / "authority.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=ca"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(authority)]
    subprocess.run([*make, *files], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    create(mode)


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    environ = {**MODES["jwt"], "GLIMPSE_JWT_JWKS_URL": "", "GLIMPSE_JWT_KEY_FILE": f"{tmp_path}/key.pem"}
    callers = Settings.from_environment(environ).authentication
    with pytest.raises(InvalidSettingError) as refused:
        create_authenticator(callers)
    assert str(refused.value) == (
        f"`GLIMPSE_JWT_KEY_FILE` names `{tmp_path}/key.pem`, which cannot be read: No such file or directory."
    )
    (tmp_path / "key.pem").write_bytes(issuer.pem_of(issuer.rsa_key()))
    asyncio.run(create_authenticator(callers).close())


@pytest.mark.processes
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("variable", [{"ALL_PROXY": "socks5://127.0.0.1:1"}, {"SSL_CERT_FILE": "/nope.pem"}])
def test_the_command_ends_with_one_sentence(
    mode: str, variable: dict[str, str], database: SqliteDatabase, tmp_path: Path
) -> None:
    environ = {"GLIMPSE_DATABASE_URL": database.url, "PYTHONPATH": str(ROOT), **MODES[mode], **variable}
    command = [sys.executable, "-m", "cli", "serve"]
    ended = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert ended.stderr.startswith(f"`{next(iter(variable))}` ")
