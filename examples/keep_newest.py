"""Hide all but the newest images of a distribution, with the Python client.

Usage: python keep_newest.py OS_DISTRO [COUNT [ADDRESS [TOKEN]]]

Prints a line for each image that it hides. Each change is bound to the version that was read: an image that
somebody changes meanwhile stays as it is. TOKEN is that of the modes `jwt` and `keystone`.
"""

import sys

from glimpse_client import (
    Conflict,
    GlimpseClient,
    GlimpseError,
    ImagePropertyFilter,
    ImageWhere,
    StringFilter,
    UpdateImageInput,
)

ADDRESS = "http://localhost:8000"


def keep_newest(client: GlimpseClient, os_distro: str, count: int) -> None:
    """Hides the others; the default order of images is newest first."""
    of_distro = ImagePropertyFilter(name="os_distro", value=StringFilter(eq=os_distro))
    old = list(client.paginate(ImageWhere(properties=[of_distro])))[count:]
    for image in old:
        try:
            client.update_image(image.id, UpdateImageInput(hidden=True), if_version=image.version)
        except Conflict:
            print("changed meanwhile:", image.id, image.name)
        else:
            print("hidden:", image.id, image.name)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 5:
        raise SystemExit(__doc__)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    address = sys.argv[3] if len(sys.argv) > 3 else ADDRESS
    token = sys.argv[4] if len(sys.argv) > 4 else None
    try:
        with GlimpseClient(address, token=token) as client:
            keep_newest(client, sys.argv[1], count)
    except GlimpseError as error:
        raise SystemExit(f"{error.code}: {error}") from error
