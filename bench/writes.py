"""What the indexes of filters cost a change: the same changes in one catalogue with them and one without."""

import argparse
import asyncio
import shutil
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.scale.catalogue import catalogue
from bench.statements import Statements
from resolvers.caller import ADMINISTRATOR

ROUNDS = 15
CHANGES = 100

_INDEXES = (
    "ix_images_status_id",
    "ix_image_properties_name_value_image_id",
    "ix_image_tags_value_image_id",
)
_CREATE = "mutation ($input: CreateImageInput!) { createImage(input: $input) { image { id } } }"
_UPDATE = (
    "mutation ($id: ID!, $input: UpdateImageInput!) { updateImage(id: $id, input: $input) { changedFields } }"
)


def _properties(at: int, names: int) -> list[dict[str, str]]:
    return [{"name": f"property_{name}", "value": f"value {at * 7919 % 1000}"} for name in range(names)]


async def _create(database: Statements, at: int) -> str:
    """An image with ten properties and two tags."""
    asked: dict[str, Any] = {
        "diskFormat": "raw",
        "containerFormat": "bare",
        "name": f"image {at}",
        "properties": _properties(at, 10),
        "tags": ["nightly", "gpu"],
    }
    answered = await database.answer(_CREATE, {"input": asked}, ADMINISTRATOR)
    created: str = answered["createImage"]["image"]["id"]
    return created


async def _update(database: Statements, id_: str, at: int) -> None:
    """Three properties of an image, and its status."""
    status = ("SAVING", "QUEUED")[at % 2]
    asked = {"properties": {"merge": {"set": _properties(at, 3)}}, "status": status}
    await database.answer(_UPDATE, {"id": id_, "input": asked}, ADMINISTRATOR)


async def measure(paths: dict[str, Path]) -> dict[str, dict[str, list[float]]]:
    """Seconds of a hundred changes, a value a round; the databases take turns."""
    times: dict[str, dict[str, list[float]]] = {name: {"create": [], "update": []} for name in paths}
    async with AsyncExitStack() as stack:
        databases = {name: await stack.enter_async_context(Statements(path)) for name, path in paths.items()}
        for round_ in range(ROUNDS):
            for name, database in databases.items():
                start = perf_counter()
                created = [await _create(database, round_ * CHANGES + at) for at in range(CHANGES)]
                times[name]["create"].append(perf_counter() - start)
                start = perf_counter()
                for at, id_ in enumerate(created):
                    await _update(database, id_, round_ * CHANGES + at + 1)
                times[name]["update"].append(perf_counter() - start)
    return times


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument(
        "--folder", type=Path, required=True, help="where the catalogues of bench.scale are kept"
    )
    given.add_argument("--images", type=int, default=100_000, metavar="N")
    arguments = given.parse_args()
    made = catalogue(arguments.folder, arguments.images)
    with TemporaryDirectory(dir=arguments.folder) as folder:
        paths = {name: Path(folder) / f"{name}.db" for name in ("without", "with")}
        for path in paths.values():
            shutil.copyfile(made, path)
        with closing(sqlite3.connect(paths["without"])) as connection:
            for index in _INDEXES:
                connection.execute(f"DROP INDEX {index}")
            connection.execute("VACUUM")
        sizes = {name: path.stat().st_size / 2**20 for name, path in paths.items()}
        times = asyncio.run(measure(paths))
    print(f"{arguments.images} images; the median of {ROUNDS} rounds of {CHANGES} changes, one at a time.")
    print(f"file: {sizes['without']:.0f} MiB without, {sizes['with']:.0f} MiB with the indexes")
    for change in ("create", "update"):
        without, with_ = (median(times[name][change]) / CHANGES * 1000 for name in ("without", "with"))
        ratio = with_ / without
        print(f"{change}: {without:.2f} ms without, {with_:.2f} ms with them: {ratio:.2f} times as long")


if __name__ == "__main__":
    main()
