"""The vault keeps secrets from all but whoever has the passphrase, and loses none of them."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth import vault_file
from app.auth.vault import Vault
from app.auth.vault_file import Damaged, Header, derive, new_header, open_sealed, parse, seal
from app.domain.errors import BadInput, SecretUnavailable
from app.domain.stop import Stop

STOP = Stop()
PHRASE = "correct horse 电池"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault(tmp_path / "vault")
    made.create(PHRASE)
    return made


def test_what_is_put_is_there_after_unlocking(vault: Vault) -> None:
    vault.put("a", "Tiger-9!", STOP)
    vault.put("b", "other", STOP)
    vault.forget("b", STOP)
    again = Vault(vault.path)
    assert again.locked
    again.unlock(PHRASE)
    assert (again.get("a", STOP), again.get("b", STOP), again.ids()) == ("Tiger-9!", None, ("a",))
    assert b"Tiger" not in vault.path.read_bytes()
    assert vault.path.stat().st_mode & 0o077 == 0


def test_the_key_is_made_as_the_header_says(vault: Vault) -> None:
    header = json.loads(vault.path.read_bytes().split(b"\n")[0])
    assert (header["mohist-vault"], header["n"], header["r"], header["p"]) == (1, 1 << 17, 8, 1)


def test_a_locked_vault_gives_nothing(vault: Vault) -> None:
    vault.put("a", "Tiger-9!", STOP)
    vault.lock()
    with pytest.raises(SecretUnavailable, match="locked"):
        vault.get("a", STOP)
    with pytest.raises(SecretUnavailable, match="locked"):
        vault.put("a", "b", STOP)


def test_it_locks_when_nothing_was_asked_for_a_while(vault: Vault) -> None:
    now = time.monotonic()
    assert not vault.lock_if_idle(now + 599, 600)
    assert vault.lock_if_idle(now + 700, 600)
    assert vault.locked


def test_a_wrong_passphrase_is_said_and_costs_nothing(vault: Vault) -> None:
    before = vault.path.read_bytes()
    for wrong in ("Correct horse", PHRASE + " "):
        with pytest.raises(SecretUnavailable, match="not the passphrase"):
            Vault(vault.path).unlock(wrong)
    with pytest.raises(SecretUnavailable, match="not the passphrase"):
        vault.change_passphrase("wrong", "new")
    assert vault.path.read_bytes() == before


def test_the_same_characters_typed_another_way_are_the_same(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    vault.create("caf\u00e9")
    Vault(vault.path).unlock("cafe\u0301")


def test_no_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        Vault(tmp_path / "vault").create("")
    assert not (tmp_path / "vault").exists()


def test_a_vault_is_not_made_over_another(vault: Vault) -> None:
    with pytest.raises(SecretUnavailable, match="already"):
        Vault(vault.path).create("other")


def test_a_missing_vault_is_said(tmp_path: Path) -> None:
    with pytest.raises(SecretUnavailable, match="There is no vault"):
        Vault(tmp_path / "none").unlock(PHRASE)


def test_a_new_passphrase_locks_out_who_has_the_old_one(vault: Vault) -> None:
    vault.put("a", "Tiger-9!", STOP)
    other = Vault(vault.path)
    other.unlock(PHRASE)
    vault.change_passphrase(PHRASE, "new")
    assert vault.get("a", STOP) == "Tiger-9!"
    with pytest.raises(SecretUnavailable, match="not the passphrase"):
        other.get("a", STOP)
    assert other.locked
    other.unlock("new")
    assert other.get("a", STOP) == "Tiger-9!"


def test_a_newer_file_is_said_and_left_alone(vault: Vault) -> None:
    newer = vault.path.read_bytes().replace(b'"mohist-vault":1', b'"mohist-vault":2')
    vault.path.write_bytes(newer)
    with pytest.raises(SecretUnavailable, match="newer Mohist"):
        Vault(vault.path).unlock(PHRASE)
    assert vault.path.read_bytes() == newer


# ---------------------------------------------------------------------- the file

QUICK = derive(Header(new_header().salt, n=2), b"passphrase")
SEALED = seal(QUICK, {"a": "Tiger-9!"})


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed_unseen(place: int, change: int) -> None:
    content = bytearray(SEALED)
    content[place] ^= change
    with pytest.raises((Damaged, vault_file.Newer, vault_file.WrongPassphrase)):
        open_sealed(QUICK, bytes(content))


@pytest.mark.parametrize("size", range(0, len(SEALED), 7))
def test_a_cut_file_is_damaged(size: int) -> None:
    with pytest.raises(Damaged):
        open_sealed(QUICK, SEALED[:size])


@given(st.binary())
def test_any_bytes_are_survived(content: bytes) -> None:
    with pytest.raises(Damaged):
        parse(content)


@pytest.mark.parametrize("change", [b'"n":4194304', b'"n":3', b'"n":-2', b'"n":"2"', b'"n":[[2]]'])
def test_parameters_that_would_eat_the_memory_are_damage(change: bytes) -> None:
    with pytest.raises(Damaged):
        parse(SEALED.replace(b'"n":2', change))


@given(st.dictionaries(st.text(st.characters()), st.text(st.characters())))
def test_any_secret_survives(secrets: dict[str, str]) -> None:
    assert open_sealed(QUICK, seal(QUICK, secrets)) == secrets


def test_the_key_is_not_shown() -> None:
    assert QUICK.key.hex() not in repr(QUICK)
    assert repr(QUICK.key) not in repr(QUICK)


# ---------------------------------------------------------------------- kill -9

WRITER = """
import sys
from pathlib import Path
from app.auth.vault import Vault
from app.auth.vault_file import Header, derive, new_header, parse
from app.domain.stop import Stop
vault = Vault(Path(sys.argv[1]))
key = derive(parse(vault.path.read_bytes()), b"passphrase")
vault._hold(key)
print("ready", flush=True)
number = 0
while True:
    number += 1
    vault.put("number", str(number) + "x" * 5000, Stop())
    print(number, flush=True)
"""


def test_a_kill_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    file = tmp_path / "vault"
    file.write_bytes(seal(QUICK, {"a": "Tiger-9!", "number": "0"}))
    for round_ in range(12):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            for _ in range(3 + round_):
                told = child.stdout.readline()
            child.kill()
            rest = child.stdout.read().split(b"\n")[:-1]
        told = rest[-1] if rest else told
        secrets = open_sealed(QUICK, file.read_bytes())
        assert secrets["a"] == "Tiger-9!"
        there = int(secrets["number"].rstrip("x"))
        assert there in (int(told), int(told) + 1)
