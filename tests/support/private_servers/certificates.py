"""Certificates for servers of a test's own."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.support.private_servers.postgres import require_program


def self_signed(folder: Path, owner: str) -> tuple[Path, Path]:
    """A key and a certificate for 127.0.0.1, readable by the user of the server."""
    require_program(shutil.which("openssl"), "openssl")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    names = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    files = ("-keyout", str(key), "-out", str(certificate))
    subprocess.run([*make, *names, *files], check=True, capture_output=True)
    key.chmod(0o600)
    if os.geteuid() == 0:
        shutil.chown(key, owner)
        folder.chmod(0o755)
    return key, certificate
