"""Who works here is known even where the system has no name for the account."""

import os
import sys
from collections.abc import Iterator

import pytest

from app.store.account import account


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    account.cache_clear()
    yield
    account.cache_clear()


@pytest.mark.skipif(sys.platform == "win32", reason="accounts there always have a name")
def test_a_number_without_a_name_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999)
    assert account() == "3999999"


@pytest.mark.skipif(sys.platform == "win32", reason="accounts there always have a name")
def test_the_environment_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = account()
    account.cache_clear()
    monkeypatch.setenv("LOGNAME", "somebody-else")
    assert account() == before
