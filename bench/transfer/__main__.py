"""How fast images are imported, and in how much memory: into each database, beside its driver alone."""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.scale.catalogue import catalogue
from bench.transfer.plain_copy import seconds_of_copy
from db.connect import DatabaseTarget
from transfer import export_images, import_images

_SERVERS = ("postgresql://root@127.0.0.1/glimpse_bench", "mariadb://root@127.0.0.1/glimpse_bench")


def one(source: Path, target: str) -> None:
    """In a process of its own, for its memory: prints seconds, and the largest resident size in MiB."""
    place = _place(target)
    place.migrate()
    start = perf_counter()
    if source.suffix == ".jsonl" and not source.exists():
        export_images(place, source)
    else:
        import_images(place, source if source.suffix == ".jsonl" else DatabaseTarget(source), dry_run=False)
    seconds = perf_counter() - start
    # The kernel's other count, of resource, begins with that of whoever started this process.
    status = Path("/proc/self/status").read_text()
    memory = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(f"{seconds:.1f} {memory:.0f}")


def _place(target: str) -> DatabaseTarget:
    return DatabaseTarget.of_urls(target, None) if "://" in target else DatabaseTarget(Path(target))


def measured(source: Path, target: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.transfer", "--one", str(source), target]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--folder", type=Path, help="where the catalogues of bench.scale are kept")
    given.add_argument("--images", type=int, default=100_000, metavar="N")
    given.add_argument("--servers", nargs="*", default=_SERVERS, help="empty databases")
    given.add_argument("--one", nargs=2)
    arguments = given.parse_args()
    if arguments.one:
        one(Path(arguments.one[0]), arguments.one[1])
        return
    source = catalogue(arguments.folder, arguments.images)
    print(f"{arguments.images} images with ten properties")
    with TemporaryDirectory(dir=arguments.folder) as folder:
        file, lines, plain = (str(Path(folder, name)) for name in ("target.db", "all.jsonl", "plain.db"))
        _place(plain).migrate()
        for target in (file, *arguments.servers):
            seconds = show("import", target, arguments.images, source)
            alone = seconds_of_copy(source, _place(target if "://" in target else plain))
            print(
                f"{'':12} {'driver alone':14} {alone:8.1f} s, {alone / seconds:.2f} of the import", flush=True
            )
        show("import again", file, arguments.images, source)
        show("export", file, arguments.images, Path(lines))
        show("import lines", str(Path(folder, "lines.db")), arguments.images, Path(lines))


def show(work: str, target: str, images: int, source: Path) -> float:
    seconds, memory = measured(source, target)
    kind = target.partition("://")[0] if "://" in target else "sqlite"
    rate = images / seconds
    print(f"{kind:12} {work:14} {seconds:8.1f} s {rate:8.0f} images/s {memory:6.0f} MiB", flush=True)
    return seconds


if __name__ == "__main__":
    main()
