"""Sessions of the console for tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.results.reading import opened
from tests.servers.mysql_family import MysqlFamilyServer


@pytest.fixture
def sessions() -> Iterator[Callable[[MysqlFamilyServer], Any]]:
    """Make sessions to a server; they end with the test."""
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(opened(server))
