"""A filter by owner: the images of that owner that the caller sees, its own or those of others."""

import pytest

from resolvers.caller import ADMINISTRATOR, Caller
from tests.support.databases.builders import image, member_of
from tests.support.databases.protocol import TestDatabase
from tests.support.http.in_process_client import AskingAs

pytestmark = pytest.mark.all_databases

QUERY = """query ($owner: String!, $scope: ImageScope!, $ignoreCase: Boolean!) {
  images(scope: $scope, where: { owner: { eq: $owner, ignoreCase: $ignoreCase } }) { name } }"""


@pytest.mark.parametrize("ignore_case", [False, True])
@pytest.mark.parametrize("scope", ["LISTED", "VISIBLE"])
def test_a_filter_by_owner_finds_what_the_caller_sees_of_it(
    database: TestDatabase, asking: AskingAs, scope: str, ignore_case: bool
) -> None:
    for owner in ("p", "q", None):
        for visibility in ("public", "private", "shared", "community"):
            database.insert(row := image(owner=owner, visibility=visibility, name=f"i {owner} {visibility}"))
            if owner == "q" and visibility == "shared":
                database.insert(member_of(row, "p", status="accepted"))

    def found(caller: Caller, owner: str) -> set[str]:
        variables = {"owner": owner, "scope": scope, "ignoreCase": ignore_case}
        return {each["name"].split()[-1] for each in asking.ask(caller, QUERY, **variables)["images"]}

    everything = {"public", "private", "shared", "community"}
    open_ = {"public"} if scope == "LISTED" else {"public", "community"}
    assert found(ADMINISTRATOR, "p") == found(ADMINISTRATOR, "q") == everything
    assert found(Caller("p"), "p") == found(Caller("q"), "q") == everything
    assert found(Caller("p"), "q") == open_ | {"shared"}
    assert found(Caller("q"), "p") == found(Caller(None), "p") == open_
    assert found(Caller("p"), "r") == set()
