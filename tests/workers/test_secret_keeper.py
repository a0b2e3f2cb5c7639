"""Secrets are asked for from many lanes, and whoever no longer wants one is not kept waiting."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.auth.keychain import Keychain
from app.auth.secrets import Secrets
from app.auth.vault import Vault
from app.domain.errors import Cancelled, SecretUnavailable
from app.domain.stop import Stop
from app.workers.secret_keeper import SecretKeeper


class Prompting(Keychain):
    """Waits for a user who types no password."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Semaphore(0)

    def check(self, stop: Stop) -> None:
        """It is there."""

    def get(self, secret_id: str, stop: Stop) -> str | None:
        self.asked.release()
        stop.wait(30)
        stop.check()
        return None


@pytest.fixture
def keychain() -> Prompting:
    return Prompting()


@pytest.fixture
def keeper(qapp: Any, tmp_path: Path, keychain: Prompting) -> Iterator[SecretKeeper]:
    made = SecretKeeper(Secrets(keychain, Vault(tmp_path / "vault")), lambda: "keychain")
    yield made
    made.close()


def asking(keeper: SecretKeeper, stop: Stop, ends: list[str]) -> threading.Thread:
    def ask() -> None:
        try:
            keeper.reveal("instance/1/password", stop)
        except Cancelled:
            ends.append("cancelled")

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_a_keychain_that_prompts_keeps_nobody(keeper: SecretKeeper, keychain: Prompting) -> None:
    first, second, ends = Stop(), Stop(), list[str]()
    asks = asking(keeper, first, ends)
    assert keychain.asked.acquire(timeout=5)
    queues = asking(keeper, second, ends)
    second.set()
    queues.join(1)
    assert ends == ["cancelled"], "behind another that still waits"
    first.set()
    asks.join(1)
    assert ends == ["cancelled", "cancelled"]


def test_what_is_put_from_a_lane_is_revealed_until_it_is_forgotten(
    qapp: Any, tmp_path: Path
) -> None:
    vault = Vault(tmp_path / "vault")
    vault.create("words of the tests")
    keeper = SecretKeeper(Secrets(Keychain(), vault), lambda: "vault")
    keeper.put("channel/c1/url", "https://x/1")
    assert keeper.reveal("channel/c1/url") == "https://x/1"
    keeper.forget("channel/c1/url")
    assert keeper.reveal("channel/c1/url") is None
    keeper.lock()
    with pytest.raises(SecretUnavailable):
        keeper.put("channel/c1/url", "https://x/1")
    keeper.close()
