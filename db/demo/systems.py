"""Data for the demonstration's images: operating systems, roles, tags and stores."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Release:
    version: str
    words: str
    """The version as image names have it."""


@dataclass(frozen=True, slots=True)
class System:
    """A distribution or other guest; sizes are those of its cloud image, in MiB."""

    words: str
    distro: str
    weight: int
    user: str
    smallest: int
    largest: int
    disk: int
    """GiB of its virtual disk, and of the smallest disk that it needs."""
    ram: int
    """MiB of memory that it needs."""
    releases: tuple[Release, ...]
    architectures: tuple[str, ...] = ("x86_64", "x86_64", "x86_64", "aarch64")
    kind: str = "linux"


def _releases(*pairs: tuple[str, str]) -> tuple[Release, ...]:
    return tuple(Release(version, words) for version, words in pairs)


def _numbered(*versions: str) -> tuple[Release, ...]:
    return tuple(Release(version, version) for version in versions)


SYSTEMS = (
    System(
        *("Ubuntu", "ubuntu", 34, "ubuntu", 560, 720, 10, 1024),
        _releases(
            ("20.04", "20.04 LTS (Focal Fossa)"),
            ("22.04", "22.04 LTS (Jammy Jellyfish)"),
            ("24.04", "24.04 LTS (Noble Numbat)"),
            ("24.10", "24.10 (Oracular Oriole)"),
            ("25.04", "25.04 (Plucky Puffin)"),
        ),
        ("x86_64", "x86_64", "x86_64", "x86_64", "aarch64", "aarch64", "ppc64le", "s390x"),
    ),
    System(
        *("Debian", "debian", 18, "debian", 320, 460, 4, 512),
        _releases(("11", "11 (Bullseye)"), ("12", "12 (Bookworm)"), ("13", "13 (Trixie)")),
    ),
    System(
        *("Fedora Cloud", "fedora", 8, "fedora", 380, 560, 5, 1024),
        _numbered("39", "40", "41", "42", "43"),
    ),
    System(
        *("CentOS Stream", "centos", 7, "cloud-user", 840, 1240, 10, 1536),
        _numbered("9", "10"),
    ),
    System(
        *("Rocky Linux", "rocky", 9, "rocky", 560, 1960, 10, 1536),
        _numbered("8.10", "9.3", "9.4", "9.5", "10.0"),
    ),
    System(
        *("AlmaLinux", "almalinux", 7, "almalinux", 500, 1850, 10, 1536),
        _numbered("8.10", "9.4", "9.5", "10.0"),
    ),
    System(
        *("openSUSE Leap", "opensuse", 4, "opensuse", 420, 680, 10, 1024),
        _numbered("15.5", "15.6", "16.0"),
    ),
    System(
        *("Flatcar Container Linux", "flatcar", 5, "core", 430, 520, 9, 2048),
        _numbered("3815.2.5", "3975.2.2", "4081.2.1", "4152.2.0"),
    ),
    System(
        *("Windows Server", "windows", 6, "Administrator", 5200, 14800, 40, 4096),
        _releases(("2019", "2019 Standard"), ("2022", "2022 Datacenter"), ("2025", "2025 Datacenter")),
        ("x86_64",),
        "windows",
    ),
    System(
        *("CirrOS", "cirros", 2, "cirros", 12, 21, 1, 64),
        _numbered("0.5.2", "0.6.2", "0.6.3"),
    ),
)

ROLES = ("web", "db", "api", "worker", "ci-runner", "k8s-node", "bastion", "gpu", "mail", "proxy")
STAGES = ("prod", "staging", "test", "dev")
TAGS = (
    *("lts", "golden", "hardened", "cis-level-1", "gpu", "kubernetes", "nightly", "release"),
    *("eol", "backup", "pci", "ansible", "packer", "minimal"),
)
STORES = (
    ("ceph", "rbd://2c1f6a4e-93d1-4d0b-8f2a-5b1f0a7e6c11/images/{id}/snap"),
    ("swift", "swift+config://region-one/glance/{id}"),
    ("archive", "https://archive.cloud.example/images/{id}"),
)
