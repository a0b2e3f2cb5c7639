"""Secrets are where the user chose, nowhere else, and a move loses none."""

import time
from pathlib import Path

import pytest

from app.auth.keychain import Keychain
from app.auth.secrets import PLACE_NAMES, Moved, Place, Secrets
from app.auth.vault import Vault
from app.domain.errors import Cancelled, SecretUnavailable
from app.domain.stop import Stop

PHRASE = "correct horse"


class FakeKeychain(Keychain):
    """Remembers, until it is locked."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}
        self.is_locked = False

    def _ask(self, what: str, secret_id: str, secret: str, stop: Stop) -> str | None:
        if self.is_locked:
            raise SecretUnavailable("The keychain is locked.", hint="Unlock it.")
        if what == "put":
            self.kept[secret_id] = secret
        elif what == "forget":
            self.kept.pop(secret_id, None)
        return self.kept.get(secret_id)


@pytest.fixture
def keychain() -> FakeKeychain:
    return FakeKeychain()


@pytest.fixture
def secrets(tmp_path: Path, keychain: FakeKeychain) -> Secrets:
    return Secrets(keychain, Vault(tmp_path / "vault"))


@pytest.mark.parametrize("place", Place)
def test_what_is_put_is_got_until_it_is_forgotten(secrets: Secrets, place: Place) -> None:
    secrets.vault.create(PHRASE)
    secrets.choose(place)
    assert secrets.get("a") is None
    secrets.put("a", "Tiger-9!")
    assert secrets.get("a") == "Tiger-9!"
    secrets.forget("a")
    assert secrets.get("a") is None
    state = secrets.where()
    assert (state.place, state.ready) == (place, True)
    assert state.text
    assert PLACE_NAMES[place]


def test_a_locked_place_is_said_and_no_other_is_used(
    secrets: Secrets, keychain: FakeKeychain
) -> None:
    secrets.choose(Place.KEYCHAIN)
    keychain.is_locked = True
    with pytest.raises(SecretUnavailable, match="keychain is locked"):
        secrets.get("a")
    with pytest.raises(SecretUnavailable, match="keychain is locked"):
        secrets.put("a", "x")
    assert not secrets.where().ready
    assert secrets.where().hint
    secrets.choose(Place.VAULT)
    assert not secrets.where().ready
    secrets.vault.create(PHRASE)
    secrets.vault.lock_if_idle(time.monotonic() + 60, 60)
    assert secrets.where().text == "The vault is locked."


def test_what_was_given_for_this_run_needs_no_keychain(
    secrets: Secrets, keychain: FakeKeychain
) -> None:
    secrets.choose(Place.KEYCHAIN)
    keychain.is_locked = True
    secrets.put("a", "typed", run_only=True)
    assert secrets.get("a") == "typed"
    assert keychain.kept == {}
    keychain.is_locked = False
    secrets.put("a", "kept")  # kept now: what was typed for the run counts no more
    assert secrets.get("a") == "kept"


def test_a_move_brings_all_and_leaves_none_behind(secrets: Secrets, keychain: FakeKeychain) -> None:
    secrets.choose(Place.KEYCHAIN)
    for name in "abc":
        secrets.put(name, f"secret {name}")
    secrets.vault.create(PHRASE)
    heard: list[tuple[int, int]] = []
    moved = secrets.move(
        ["a", "b", "c", "none"], Place.VAULT, tell=lambda done, whole: heard.append((done, whole))
    )
    assert moved == Moved(3)
    shares = [done / whole for done, whole in heard]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert secrets.place is Place.VAULT
    assert [secrets.get(name) for name in "abc"] == ["secret a", "secret b", "secret c"]
    assert keychain.kept == {}


def test_a_move_that_fails_or_is_stopped_takes_nothing_away(
    secrets: Secrets, keychain: FakeKeychain
) -> None:
    secrets.choose(Place.KEYCHAIN)
    secrets.put("a", "Tiger-9!")
    with pytest.raises(SecretUnavailable, match="vault is locked"):
        secrets.move(["a"], Place.VAULT)
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        secrets.move(["a"], Place.RUN, stop)
    assert (secrets.place, keychain.kept) == (Place.KEYCHAIN, {"a": "Tiger-9!"})


def test_what_the_old_place_does_not_let_go_of_is_named(
    secrets: Secrets, keychain: FakeKeychain
) -> None:
    secrets.choose(Place.KEYCHAIN)
    for name in "ab":
        secrets.put(name, f"secret {name}")
    secrets.vault.create(PHRASE)

    def lock(done: int, whole: int) -> None:
        if done >= whole - 1:
            keychain.is_locked = True

    assert secrets.move(["a", "b"], Place.VAULT, tell=lock) == Moved(2, ("b",))
    assert secrets.place is Place.VAULT
    assert [secrets.get(name) for name in "ab"] == ["secret a", "secret b"]
    assert keychain.kept == {"b": "secret b"}


def test_a_stop_after_everything_was_copied_loses_nothing(
    secrets: Secrets, keychain: FakeKeychain
) -> None:
    secrets.choose(Place.KEYCHAIN)
    secrets.put("a", "Tiger-9!")
    secrets.vault.create(PHRASE)
    stop = Stop()
    moved = secrets.move(
        ["a"], Place.VAULT, stop, lambda done, whole: stop.set() if done == whole - 1 else None
    )
    assert moved == Moved(1, ("a",))
    assert (secrets.place, secrets.get("a")) == (Place.VAULT, "Tiger-9!")


def test_the_keychain_is_offered_first_then_a_vault(
    secrets: Secrets, keychain: FakeKeychain
) -> None:
    assert secrets.first_ready() is Place.KEYCHAIN
    keychain.is_locked = True
    assert secrets.first_ready() is Place.RUN
    secrets.vault.create(PHRASE)
    assert secrets.first_ready() is Place.VAULT


def test_closing_forgets(secrets: Secrets) -> None:
    secrets.vault.create(PHRASE)
    secrets.put("a", "Tiger-9!")
    secrets.close()
    assert secrets.get("a") is None
    assert secrets.vault.locked
