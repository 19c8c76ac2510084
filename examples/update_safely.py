"""Change an image safely while others change it too: read, compute, write with `ifVersion`, repeat.

Usage: python update_safely.py IMAGE_ID [ADDRESS [TOKEN]]

Counts in the image's property `build` how often the program was run. TOKEN is that of the modes `jwt` and
`keystone`. It needs only Python's standard library.
"""

import json
import sys
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
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


@dataclass
class Api:
    """Glimpse at an address, asked with a token if there is one."""

    address: str
    token: str | None = None

    def execute(self, query: str, **variables: str) -> Any:
        """The data of the response; raises GraphQLError or OSError."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"content-type": "application/json"}
        if self.token is not None:
            headers |= {"authorization": f"Bearer {self.token}", "x-auth-token": self.token}
        try:
            with urlopen(Request(self.address, body, headers), timeout=30) as response:
                answer = json.load(response)
        except HTTPError as refusal:
            # Refusals have a body like every answer.
            answer = json.load(refusal)
        if errors := answer.get("errors"):
            raise GraphQLError(errors[0])
        return answer["data"]


def count_build(api: Api, image_id: str) -> int:
    """Adds one to the image's property `build`, exactly once, whoever else does the same."""
    for _ in range(MAX_ATTEMPTS):
        image = api.execute(READ, id=image_id)["image"]
        if image is None:
            raise SystemExit(f"No visible image has the id {image_id}.")
        if not (image["build"] or "0").isdecimal():
            raise SystemExit(f"The property `build` of the image {image_id} is no number.")
        build = int(image["build"] or 0) + 1
        try:
            api.execute(WRITE, id=image_id, version=image["version"], build=str(build))
        except GraphQLError as error:
            # Somebody else changed the image after it was read: read it again, and compute anew.
            if error.code != "CONFLICT":
                raise
        else:
            return build
    raise SystemExit(f"The image changed during each of {MAX_ATTEMPTS} attempts.")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        raise SystemExit(__doc__)
    api = Api(*(sys.argv[2:] or [ADDRESS]))
    try:
        print("build", count_build(api, sys.argv[1]))
    except GraphQLError as error:
        raise SystemExit(f"{error.code}: {error}") from error
    except (OSError, ValueError) as error:
        raise SystemExit(f"{api.address} does not answer as Glimpse does: {error}") from error
