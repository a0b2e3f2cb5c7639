"""What the tests of secrets share."""

from collections.abc import Iterator

import pytest

from app.auth.keychain import Keychain


@pytest.fixture
def keychain() -> Iterator[Keychain]:
    made = Keychain(seconds=20)
    yield made
    made.close()
