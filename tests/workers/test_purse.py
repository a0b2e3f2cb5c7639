"""Tokens are at hand while the console runs, and keep no vault open."""

from pathlib import Path
from typing import Any

import pytest

from app.auth.keychain import Keychain
from app.auth.secrets import Secrets
from app.auth.vault import Vault
from app.domain.errors import SecretUnavailable
from app.domain.stop import Stop
from app.workers.purse import Purse
from app.workers.secret_keeper import SecretKeeper

TOKENS = "provider/house/tokens/0"


class Locker:
    """Keeps secrets, while it is open."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.open, self.asked = True, 0

    def reveal(
        self, secret: str, _stop: Stop | None = None, /, *, unasked: bool = False
    ) -> str | None:
        self._look()
        return self.kept.get(secret)

    def put(
        self, secret: str, value: str, /, *, stop: Stop | None = None, unasked: bool = False
    ) -> None:
        self._look()
        self.kept[secret] = value

    def forget(self, secret: str, _stop: Stop | None = None, /) -> None:
        self._look()
        self.kept.pop(secret, None)

    def _look(self) -> None:
        self.asked += 1
        if not self.open:
            raise SecretUnavailable("locked")


class Bench:
    def __init__(self) -> None:
        self.locker, self.now = Locker(), 0.0
        self.purse = Purse(self.locker, lambda: self.now)

    def asked(self) -> str | None:
        return self.purse.ask(TOKENS, Stop())

    def keep(self, value: str) -> None:
        self.purse.keep(TOKENS, value, Stop())


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_what_is_renewed_by_itself_keeps_no_vault_open(qapp: Any, tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    vault.create("sesame")
    keeper = SecretKeeper(Secrets(Keychain(), vault), lambda: "vault")
    purse = Purse(keeper)
    purse.keep(TOKENS, "first", Stop())
    used = vault._used
    assert purse.ask(TOKENS, Stop()) == "first"
    purse.keep(TOKENS, "second", Stop())
    assert vault._used == used
    assert keeper.reveal(TOKENS) == "second"
    assert vault._used > used
    keeper.close()


def test_a_vault_that_was_locked_meanwhile_signs_nobody_out(bench: Bench) -> None:
    bench.keep("first")
    bench.locker.open = False
    assert bench.asked() == "first"
    asked = bench.locker.asked
    assert bench.asked() == "first"
    assert bench.locker.asked == asked, "a keychain that prompts does not do so every minute"
    bench.keep("second")
    assert bench.asked() == "second"
    bench.locker.open, bench.now = True, 1000.0
    bench.keep("third")
    assert bench.locker.kept == {TOKENS: "third"}


def test_what_was_renewed_while_it_was_locked_is_not_lost(bench: Bench) -> None:
    bench.keep("first")
    bench.locker.open = False
    bench.keep("second")
    bench.locker.open, bench.now = True, 1000.0
    assert bench.asked() == "second"
    assert bench.locker.kept == {TOKENS: "second"}


def test_another_console_may_have_been_quicker(bench: Bench) -> None:
    bench.keep("first")
    bench.locker.kept[TOKENS] = "theirs"
    assert bench.asked() == "theirs"
    bench.locker.kept.clear()
    assert bench.asked() is None


def test_what_could_never_be_kept_is_told(bench: Bench) -> None:
    bench.locker.open = False
    with pytest.raises(SecretUnavailable):
        bench.keep("first")
    with pytest.raises(SecretUnavailable):
        bench.asked()


def test_who_signs_out_leaves_nothing_at_hand(bench: Bench) -> None:
    bench.keep("first")
    bench.locker.open = False
    with pytest.raises(SecretUnavailable):
        bench.purse.forget(TOKENS, Stop())
    with pytest.raises(SecretUnavailable):
        bench.asked()
