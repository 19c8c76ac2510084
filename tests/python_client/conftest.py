"""A server of the documents' eight images."""

from collections.abc import Iterator

import pytest

from tests.support.processes.process import Served, served
from tests.support.python_client.catalogue import copied_catalogue


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tests of a module share it; each one changes only images of its own."""
    with served(copied_catalogue(tmp_path_factory.mktemp("catalogue")).url) as server:
        yield server
