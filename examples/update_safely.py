"""Change an image safely while others change it too: read, compute, write with `ifVersion`, repeat.

Usage: python update_safely.py IMAGE_ID [ADDRESS]

Counts in the image's property `build` how often the program was run. It needs only Python's standard library.
"""

import json
import sys
from typing import Any
from urllib.request import Request, urlopen

ADDRESS = "http://localhost:8000/graphql"
MAX_ATTEMPTS = 20

READ = """
query ($id: ID!) {
  image(id: $id) { version build: property(name: "build") }
}
"""

WRITE = """
mutation ($id: ID!, $version: String!, $build: String!) {
  updateImage(
    id: $id
    ifVersion: $version
    input: { properties: { merge: { set: [{ name: "build", value: $build }] } } }
  ) {
    changedFields
    image { version }
  }
}
"""


class GraphQLError(Exception):
    """The first error of a response; `code` says what to do about it."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code: str = error["extensions"]["code"]


def execute(address: str, query: str, **variables: str) -> Any:
    """The data of the response; raises GraphQLError."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    with urlopen(Request(address, body, {"content-type": "application/json"}), timeout=30) as response:
        answer = json.load(response)
    if errors := answer.get("errors"):
        raise GraphQLError(errors[0])
    return answer["data"]


def count_build(address: str, image_id: str) -> int:
    """Adds one to the image's property `build`, exactly once, whoever else does the same."""
    for _ in range(MAX_ATTEMPTS):
        image = execute(address, READ, id=image_id)["image"]
        if image is None:
            raise SystemExit(f"No visible image has the id {image_id}.")
        build = int(image["build"] or 0) + 1
        try:
            execute(address, WRITE, id=image_id, version=image["version"], build=str(build))
        except GraphQLError as error:
            # Somebody else changed the image after it was read: read it again, and compute anew.
            if error.code != "CONFLICT":
                raise
        else:
            return build
    raise SystemExit(f"The image changed during each of {MAX_ATTEMPTS} attempts.")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    print("build", count_build(sys.argv[2] if len(sys.argv) == 3 else ADDRESS, sys.argv[1]))
