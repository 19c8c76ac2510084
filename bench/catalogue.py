"""The database that all contestants read: each image with exactly five live properties."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from db.sqlite.migrate import migrate

IMAGES = 10_000

_PROPERTIES = {
    "architecture": ("x86_64", "aarch64", "ppc64le"),
    "hw_disk_bus": ("virtio", "scsi", "ide"),
    "os_distro": ("debian", "ubuntu", "fedora", "rocky"),
    "os_version": ("12", "13", "24.04", "9.4"),
    "build": ('nightly "green"', "release, naïve", "line\nbreak"),
}
_START = datetime(2026, 1, 1)

_INSERT_IMAGE = """
    INSERT INTO images (
        id, name, size, virtual_size, status, visibility, disk_format, container_format, checksum,
        os_hash_algo, os_hash_value, owner, min_disk, min_ram, protected, os_hidden,
        created_at, updated_at, deleted
    ) VALUES (
        :id, :name, :size, :virtual_size, 'active', :visibility, 'qcow2', 'bare', :checksum,
        'sha512', :hash_value, :owner, :min_disk, :min_ram, :protected, 0,
        :created_at, :updated_at, 0
    )
"""
_INSERT_PROPERTY = """
    INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted)
    VALUES (?, ?, ?, ?, ?, 0)
"""


def make_catalogue(path: Path) -> None:
    """The same rows every time."""
    migrate(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for image, properties in _images(Random(1)):
            connection.execute(_INSERT_IMAGE, image)
            connection.executemany(_INSERT_PROPERTY, properties)


def _images(random: Random) -> Iterator[tuple[dict[str, object], list[tuple[str, ...]]]]:
    for at in range(IMAGES):
        id_ = str(UUID(int=random.getrandbits(128), version=4))
        # Always with microseconds, and never the same twice.
        created = _START + timedelta(minutes=at, microseconds=random.randrange(1, 10**6))
        times = tuple(
            time.isoformat(" ", "microseconds") for time in (created, created + timedelta(minutes=7))
        )
        size = random.randrange(2**28, 2**36)
        image: dict[str, object] = {
            "id": id_,
            "name": f"debian-12-{at:05}",
            "size": size,
            "virtual_size": None if at % 10 == 0 else size * 4,
            "visibility": random.choice(("public", "shared", "private", "community")),
            "checksum": f"{random.getrandbits(128):032x}",
            "hash_value": f"{random.getrandbits(512):0128x}",
            "owner": f"{random.getrandbits(128):032x}",
            "min_disk": random.choice((0, 10, 20)),
            "min_ram": random.choice((0, 512, 2048)),
            "protected": at % 4 == 0,
            "created_at": times[0],
            "updated_at": times[1],
        }
        properties = [(id_, name, random.choice(values), *times) for name, values in _PROPERTIES.items()]
        yield image, properties


def an_image(path: Path) -> str:
    """The id of one in the middle."""
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT id FROM images ORDER BY created_at LIMIT 1 OFFSET ?"
        id_: str = connection.execute(sql, (IMAGES // 2,)).fetchone()[0]
        return id_
