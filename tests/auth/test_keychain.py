"""The keychain of the system: real, missing, locked, and silent. Nobody waits for ever."""

import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from app.auth.keychain import Keychain
from app.domain.errors import Cancelled, SecretUnavailable
from app.domain.stop import Stop
from tests.servers.desktop import Desktop

ID = "instance/8a/password"
SECRET = "Tiger-9! 密码"


def test_a_secret_is_kept_replaced_and_forgotten(desktop: Desktop, keychain: Keychain) -> None:
    desktop.start_keychain()
    stop = Stop()
    assert keychain.get(ID, stop) is None
    keychain.put(ID, "first", stop)
    keychain.put(ID, SECRET, stop)
    keychain.close()
    assert keychain.get(ID, stop) == SECRET  # by another process
    keychain.forget(ID, stop)
    keychain.forget(ID, stop)
    assert keychain.get(ID, stop) is None


def test_no_keychain_is_said(desktop: Desktop, keychain: Keychain) -> None:
    with pytest.raises(SecretUnavailable, match="no keychain") as raised:
        keychain.get(ID, Stop())
    assert raised.value.hint


def test_what_was_configured_for_keyring_is_not_used(
    desktop: Desktop, keychain: Keychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(SecretUnavailable, match="no keychain"):
        keychain.put(ID, SECRET, Stop())


def test_a_locked_keychain_is_said_or_given_up(desktop: Desktop) -> None:
    keychain = Keychain(seconds=20)
    desktop.start_keychain()
    keychain.put(ID, SECRET, Stop())
    desktop.lock_keychain()
    with pytest.raises(SecretUnavailable, match="locked"):
        keychain.get(ID, Stop())
    keychain.close()


def test_a_silent_keychain_is_given_up_and_nothing_left_behind(desktop: Desktop) -> None:
    desktop.start_keychain()
    desktop.freeze_keychain()
    keychain = Keychain(seconds=0.5)
    with pytest.raises(SecretUnavailable, match="does not answer") as raised:
        keychain.get(ID, Stop())
    assert raised.value.hint
    assert multiprocessing.active_children() == []


def test_waiting_can_be_cancelled(desktop: Desktop, keychain: Keychain) -> None:
    desktop.start_keychain()
    desktop.freeze_keychain()
    stop = Stop()
    timer = threading.Timer(0.2, stop.set)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        keychain.get(ID, stop)
    assert time.monotonic() - begun < 10
    assert multiprocessing.active_children() == []
    timer.join()


def test_a_lost_process_is_said_and_replaced(desktop: Desktop, keychain: Keychain) -> None:
    desktop.start_keychain()
    keychain.put(ID, SECRET, Stop())
    (process,) = multiprocessing.active_children()
    process.kill()
    process.join()
    assert keychain.get(ID, Stop()) == SECRET


def test_no_secret_is_on_a_command_line(desktop: Desktop, keychain: Keychain) -> None:
    desktop.start_keychain()
    keychain.put(ID, SECRET, Stop())
    (process,) = multiprocessing.active_children()
    folder = Path(f"/proc/{process.pid}")
    assert SECRET.encode() not in (folder / "cmdline").read_bytes()
    assert SECRET.encode() not in (folder / "environ").read_bytes()
