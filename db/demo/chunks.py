"""The rows of a catalogue, in chunks that fit into memory, parents before children."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Table

from db.demo.catalogue import Catalogue, Row
from db.tables import image_locations, image_members, image_properties, image_tags, images

_IMAGES = 1000


def chunks(
    catalogue: Catalogue, count: int, progress: Callable[[int], object]
) -> Iterator[tuple[Table, Sequence[Row]]]:
    """Each table with its rows of some images; `progress` gets the number of images of each chunk."""
    for start in range(0, count, _IMAGES):
        made = [catalogue.image() for _ in range(min(_IMAGES, count - start))]
        yield images, [each.image for each in made]
        yield image_properties, [row for each in made for row in each.properties]
        yield image_tags, [row for each in made for row in each.tags]
        yield image_locations, [row for each in made for row in each.locations]
        yield image_members, [row for each in made for row in each.members]
        progress(len(made))
