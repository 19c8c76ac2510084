"""Generates the demonstration's images as rows: realistic, and the same for the same seed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar
from uuid import UUID

from db.column_types import time_text
from db.demo.systems import ROLES, STAGES, STORES, SYSTEMS, TAGS, Release, System

Row = dict[str, object]
Choice = TypeVar("Choice")

_MIB = 2**20
_GIB = 2**30
_END = datetime(2026, 11, 1)
_DAYS = 3 * 365
_PROJECTS = 24

_KINDS = (("official", 30), ("build", 35), ("snapshot", 30), ("installer", 5))
_VISIBILITIES = {
    "official": (("public", 92), ("community", 8)),
    "build": (("private", 55), ("shared", 35), ("community", 10)),
    "snapshot": (("private", 85), ("shared", 15)),
    "installer": (("private", 40), ("shared", 30), ("community", 30)),
}
_STATUSES = (
    *(("active", 880), ("deactivated", 25), ("queued", 30), ("deleted", 45), ("killed", 6)),
    *(("saving", 5), ("uploading", 3), ("importing", 3), ("pending_delete", 3)),
)
_MEMBER_STATUSES = (("accepted", 50), ("pending", 35), ("rejected", 15))
_WITH_DATA = frozenset({"active", "deactivated", "pending_delete", "deleted"})


@dataclass(frozen=True, slots=True)
class DemoImage:
    image: Row
    properties: list[Row] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)
    locations: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Subject:
    """The properties that the rows of an image are generated from."""

    kind: str
    system: System
    release: Release
    architecture: str
    created: datetime


class Catalogue:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._projects = [self._uuid().replace("-", "") for _ in range(_PROJECTS)]

    def image(self) -> DemoImage:
        system = self._weighted([(system, system.weight) for system in SYSTEMS])
        subject = _Subject(
            kind=self._weighted(_KINDS),
            system=system,
            release=self._random.choice(system.releases),
            architecture=self._random.choice(system.architectures),
            created=_END - timedelta(microseconds=self._random.randrange(_DAYS * 86_400_000_000)),
        )
        made = DemoImage(self._image(subject))
        self._add_properties(made, subject)
        self._add_tags(made)
        self._add_location(made)
        self._add_members(made)
        return made

    def _image(self, subject: _Subject) -> Row:
        official = subject.kind == "official"
        status = self._weighted(_STATUSES)
        sized = official or self._random.random() < 0.6
        # A few projects have most images; the first publishes the official ones.
        nth = 0 if official else 1 + int((_PROJECTS - 1) * self._random.random() ** 2)
        changed = self._changed(subject.created)
        image: Row = {
            "id": self._uuid(),
            "name": self._name(subject),
            "status": status,
            "created_at": time_text(subject.created),
            "updated_at": changed,
            "deleted_at": changed if status == "deleted" else None,
            "deleted": status == "deleted",
            "owner": self._projects[nth],
            "min_disk": subject.system.disk if sized else 0,
            "min_ram": subject.system.ram if sized else 0,
            "protected": status != "deleted" and self._random.random() < (0.6 if official else 0.03),
            "visibility": self._weighted(_VISIBILITIES[subject.kind]),
            "os_hidden": self._random.random() < (0.15 if official else 0.02),
        }
        return image | self._data(subject, status)

    def _data(self, subject: _Subject, status: str) -> Row:
        disk_format = self._disk_format(subject)
        known = status != "queued" or self._random.random() < 0.7
        formats: Row = {
            "disk_format": disk_format if known else None,
            "container_format": "bare" if known else None,
        }
        if status not in _WITH_DATA:
            return formats | dict.fromkeys(
                ("size", "virtual_size", "checksum", "os_hash_algo", "os_hash_value")
            )
        size, virtual_size = self._sizes(subject, disk_format)
        return formats | {
            "size": size,
            "virtual_size": virtual_size,
            "checksum": self._random.randbytes(16).hex(),
            "os_hash_algo": "sha512",
            "os_hash_value": self._random.randbytes(64).hex(),
        }

    def _disk_format(self, subject: _Subject) -> str:
        if subject.kind == "installer":
            return "iso"
        if subject.system.kind == "windows":
            return self._weighted((("qcow2", 50), ("vhdx", 20), ("vmdk", 20), ("raw", 10)))
        return self._weighted((("qcow2", 70), ("raw", 25), ("vmdk", 4), ("vdi", 1)))

    def _sizes(self, subject: _Subject, disk_format: str) -> tuple[int, int | None]:
        system = subject.system
        size = self._random.randrange(system.smallest * _MIB, system.largest * _MIB)
        if disk_format == "iso":
            return size // 2048 * 2048, None
        disk = system.disk
        if subject.kind == "snapshot":
            disk *= self._random.choice((1, 2, 2, 4, 8))
            size = self._random.randrange(size, max(size + 1, disk * _GIB * 3 // 4))
        return (disk * _GIB if disk_format == "raw" else size), disk * _GIB

    def _name(self, subject: _Subject) -> str | None:
        system, release, day = subject.system, subject.release, subject.created
        if subject.kind == "official":
            return f"{system.words} {release.words} {subject.architecture} {day:%Y%m%d}"
        if subject.kind == "installer":
            return f"{system.words} {release.words} installer"
        role = self._random.choice(ROLES)
        if subject.kind == "build":
            build = self._random.randrange(1, 400)
            return f"{role}-{system.distro}-{release.version}-{day:%Y%m%d}.{build}"
        if self._random.random() < 0.02:
            return None
        stage, number = self._random.choice(STAGES), self._random.randrange(1, 40)
        return f"{stage}-{role}-{number:02}-snapshot-{day:%Y-%m-%d}"

    def _add_properties(self, made: DemoImage, subject: _Subject) -> None:
        properties = {
            "os_distro": subject.system.distro,
            "os_version": subject.release.version,
            "architecture": subject.architecture,
        }
        for likelihood, name, value in self._likely_properties(subject):
            if self._random.random() < likelihood:
                properties[name] = value
        for name, value in properties.items():
            made.properties.append(self._child(made.image, {"name": name, "value": value}))

    def _likely_properties(self, subject: _Subject) -> Sequence[tuple[float, str, str]]:
        windows = subject.system.kind == "windows"
        day = subject.created
        shared = (
            (0.9, "os_type", subject.system.kind),
            (0.4, "hw_qemu_guest_agent", self._random.choice(("yes", "yes", "no"))),
            (0.5, "hw_disk_bus", self._random.choice(("virtio", "scsi", "scsi", "sata"))),
            (0.5, "hw_vif_model", "e1000" if windows else "virtio"),
            (0.2, "hw_firmware_type", "uefi"),
            (0.05, "hw_machine_type", "q35"),
            (0.4, "hw_rng_model", "virtio"),
            (0.2, "hw_video_model", self._random.choice(("virtio", "qxl", "cirrus"))),
            (0.2, "img_config_drive", self._random.choice(("optional", "mandatory"))),
            (0.4, "os_require_quiesce", "no"),
            (0.2, "os_admin_user", subject.system.user),
        )
        if subject.kind == "snapshot":
            return (
                *shared,
                (1.0, "image_type", "snapshot"),
                (1.0, "image_location", "snapshot"),
                (0.9, "instance_uuid", self._uuid()),
                (0.5, "base_image_ref", self._uuid()),
                (0.5, "boot_roles", self._random.choice(("member,reader", "admin,member,reader"))),
            )
        if subject.kind == "installer":
            return (*shared[:6], (0.6, "hw_cdrom_bus", "sata"))
        return (
            *shared,
            (0.8, "build_id", f"{day:%Y%m%d}.{self._random.randrange(1, 9)}"),
            (0.4, "build_date", f"{day:%Y-%m-%d}"),
            (0.9, "git_commit", self._random.randbytes(20).hex()),
            (0.8, "pipeline", f"images/{subject.system.distro}/{subject.release.version}"),
            (0.5, "os_eol_date", f"{day.year + 5}-{day:%m}-01"),
        )

    def _add_tags(self, made: DemoImage) -> None:
        count = self._weighted(((0, 40), (1, 30), (2, 20), (3, 7), (4, 3)))
        for value in self._random.sample(TAGS, count):
            removed = self._random.random() < 0.03
            made.tags.append(self._child(made.image, {"value": value}, removed))

    def _add_location(self, made: DemoImage) -> None:
        if made.image["size"] is None:
            return
        store, url = self._weighted(tuple(zip(STORES, (80, 15, 5), strict=True)))
        status = made.image["status"]
        location: Row = {
            "value": url.format(id=made.image["id"]),
            "meta_data": f'{{"store":"{store}"}}',
            "status": status if status in ("pending_delete", "deleted") else "active",
        }
        made.locations.append(self._child(made.image, location))

    def _add_members(self, made: DemoImage) -> None:
        if made.image["visibility"] != "shared":
            return
        others = [project for project in self._projects if project != made.image["owner"]]
        count = self._weighted(((0, 15), (1, 40), (2, 25), (3, 15), (6, 5)))
        for project in self._random.sample(others, count):
            member: Row = {
                "member": project,
                "can_share": self._random.random() < 0.1,
                "status": self._weighted(_MEMBER_STATUSES),
            }
            removed = self._random.random() < 0.05
            made.members.append(self._child(made.image, member, removed))

    def _child(self, image: Row, columns: Row, removed: bool = False) -> Row:
        """A child row; if it is deleted, it has its image's time of deletion."""
        gone = image["updated_at"] if removed or image["deleted"] else None
        return {
            "image_id": image["id"],
            "created_at": image["created_at"],
            "updated_at": gone or image["created_at"],
            "deleted_at": gone,
            "deleted": gone is not None,
            **columns,
        }

    def _changed(self, created: datetime) -> str:
        """The time of the last change, for most images some minutes after their creation."""
        soon = self._random.random() < 0.6
        most = timedelta(minutes=30) if soon else _END - created
        return time_text(min(created + most * self._random.random(), _END))

    def _weighted(self, choices: Sequence[tuple[Choice, int]]) -> Choice:
        limits = list(accumulate(weight for _, weight in choices))
        return self._random.choices([choice for choice, _ in choices], cum_weights=limits)[0]

    def _uuid(self) -> str:
        return str(UUID(bytes=self._random.randbytes(16), version=4))
