"""The workstation's key: made once, kept with the secrets, and nobody waits for it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.auth.memory import Memory
from app.auth.signing import HEAD_ID, KEY_ID, PrivateKey, Workstation, check, new_seed
from app.domain.errors import SecretUnavailable
from app.domain.journal import Deed, Event
from app.domain.signing import Key, Remembered, fingerprint
from app.domain.stop import Stop
from app.store.journal import Journal

OUT = Event(Deed.SIGN_OUT, "lin", "lin signed out.")


class Place:
    """A keychain that can be locked, be slow, or be none at all."""

    def __init__(self) -> None:
        self.kept = Memory()
        self.name = "keychain"
        self.locked = False
        self.answers = threading.Event()
        self.answers.set()

    def get(self, secret: str, stop: Stop) -> str | None:
        while not self.answers.wait(0.01):
            stop.check()
        if self.locked:
            raise SecretUnavailable("It is locked.")
        return self.kept.get(secret, stop) if self.name else None

    def put(self, secret: str, value: str, stop: Stop) -> None:
        if self.locked:
            raise SecretUnavailable("It is locked.")
        self.kept.put(secret, value, stop)


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def stations(place: Place, tmp_path: Path) -> Iterator[list[Workstation]]:
    """Two of them over one keychain, as two consoles have."""
    made = [
        Workstation(place.get, place.put, lambda: place.name, tmp_path / "lock", patience=5)
        for _ in range(2)
    ]
    yield made
    for each in made:
        each.close()


def key_of(station: Workstation) -> Key:
    key = station.key()
    assert not isinstance(key, str)
    return key


def test_the_key_is_made_once_and_signs(place: Place, stations: list[Workstation]) -> None:
    one, other = map(key_of, stations)
    assert one.public == other.public
    assert one.lasting
    assert check(one.public, b"text", one.sign(b"text"))
    assert not check(one.public, b"other", one.sign(b"text"))
    assert not check(one.public, b"text", b"no signature")
    assert not check(b"no key", b"text", one.sign(b"text"))
    kept = place.kept.get(KEY_ID, Stop())
    assert kept is not None
    assert kept not in repr(one) + repr(vars(stations[0]))


def test_without_a_keychain_the_key_is_of_this_run(
    place: Place, stations: list[Workstation]
) -> None:
    place.name = ""
    one, other = map(key_of, stations)
    assert one.public != other.public
    assert not one.lasting
    assert place.kept.get(KEY_ID, Stop()) is None
    place.name = "vault"  # the user made one meanwhile
    stations[0].prepare()
    while not key_of(stations[0]).lasting:
        stations[0]._ready.wait(0.01)
    assert stations[0].before is one


def test_a_locked_keychain_is_said(place: Place, stations: list[Workstation]) -> None:
    place.locked = True
    assert stations[0].key() == "locked"


def test_nobody_waits_twice_for_a_keychain_that_is_slow(place: Place, tmp_path: Path) -> None:
    place.answers.clear()
    station = Workstation(place.get, place.put, lambda: place.name, tmp_path / "lock", 0.05)
    assert station.key() == "waiting"
    assert station.key() == "waiting"
    place.answers.set()
    assert station._ready.wait(10)
    assert isinstance(station.key(), PrivateKey)
    station.close()


def test_closing_does_not_wait_for_a_keychain_that_is_dead(place: Place, tmp_path: Path) -> None:
    place.answers.clear()
    station = Workstation(place.get, place.put, lambda: place.name, tmp_path / "lock", 0.05)
    station.prepare()
    station.close()
    assert station.key() == "locked"


def test_the_end_of_the_journal_is_remembered(place: Place, stations: list[Workstation]) -> None:
    one, other = stations
    key_of(one)
    assert one.remembered is None
    for number in range(1, 6):
        one.remember(Remembered(number, "ab" * 32))
    one.close()
    key_of(other)
    assert other.remembered == Remembered(5, "ab" * 32)


def test_what_is_not_ours_under_our_name_is_no_key(
    place: Place, stations: list[Workstation]
) -> None:
    place.kept.put(KEY_ID, "not a key", Stop())
    place.kept.put(HEAD_ID, "x y", Stop())
    assert stations[0].key() == "locked"
    assert place.kept.get(KEY_ID, Stop()) == "not a key"


def test_a_key_made_anew_is_another() -> None:
    seeds = {new_seed() for _ in range(3)}
    assert len({PrivateKey(seed, lasting=True).public for seed in seeds}) == 3


def test_a_key_is_replaced_and_the_old_one_vouches(
    place: Place, stations: list[Workstation], tmp_path: Path
) -> None:
    one, _other = stations
    journal = Journal(tmp_path / "journal", one, check)
    journal.note(OUT)
    old = key_of(one)
    name = one.replace(Stop())
    assert fingerprint(key_of(one).public) == name
    assert one.before is not None
    assert one.before.public == old.public
    journal.note(OUT)
    verdict = journal.verify()
    assert (verdict.fault, verdict.key, verdict.signed) == (None, name, 4)
    (remark,) = verdict.remarks
    assert "the one before vouches for it" in remark.text
    assert not remark.grave


def test_a_key_of_this_run_is_not_replaced(place: Place, stations: list[Workstation]) -> None:
    place.name = ""
    with pytest.raises(SecretUnavailable, match="this run only"):
        stations[0].replace(Stop())
    place.name, place.locked = "keychain", True
    with pytest.raises(SecretUnavailable, match="locked"):
        stations[0].replace(Stop())
