"""What commands write is signed with the key of the workstation, or says why not."""

import json
from io import StringIO

import pytest

from app.auth.signing import check
from app.cli import main
from app.domain.journal import Deed, Event, Happening, Note, Noted
from app.flows.command_journal import journal_of_commands
from app.paths import data_folder, settings_folder
from app.store.journal import Journal
from tests.servers.desktop import Desktop

OUT = Event(Deed.SIGN_OUT, "lin", "lin signed out.")


def noted_by_a_command() -> str:
    """Why the entry is not signed; "" where it is."""
    with journal_of_commands(data_folder()) as journal:
        journal.note(OUT)
        return journal.read(limit=1).found[0].entry.unsigned


def test_each_command_signs_with_the_one_key(desktop: Desktop) -> None:
    desktop.start_keychain()
    assert [noted_by_a_command(), noted_by_a_command()] == ["", ""]
    verdict = Journal(data_folder() / "journal", check=check).verify()
    assert (verdict.fault, verdict.entries, verdict.signed, verdict.remarks) == (None, 3, 3, ())


def test_what_a_command_sets_aside_is_not_taken_for_cut_off(desktop: Desktop) -> None:
    desktop.start_keychain()
    noted_by_a_command()
    assert main(["journal", "set-aside"], StringIO(), StringIO()) == 0
    noted_by_a_command()
    journal = Journal(data_folder() / "journal", check=check)
    notes = [
        each.body.what for each in journal.read().found
        if isinstance(each, Noted) and isinstance(each.body, Note)
    ]  # fmt: skip
    assert notes == [Happening.SET_ASIDE]
    assert journal.verify().fault is None


def test_without_a_keychain_nobody_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert noted_by_a_command() == "no-key"


def test_a_vault_stays_locked() -> None:
    settings_folder().mkdir(parents=True)
    (settings_folder() / "settings.json").write_text(json.dumps({"secrets": "vault"}))
    assert noted_by_a_command() == "locked"


def verify() -> tuple[int, str]:
    out = StringIO()
    return main(["journal", "verify"], out, StringIO()), out.getvalue()


def test_the_shell_knows_of_an_end_that_was_cut_off(desktop: Desktop) -> None:
    desktop.start_keychain()
    noted_by_a_command()
    folder = data_folder() / "journal"
    before = {each: each.read_bytes() for each in (*folder.glob("*.jsonl"), folder / "head.json")}
    noted_by_a_command()
    assert verify()[0] == 0
    for file, content in before.items():
        file.write_bytes(content)
    code, said = verify()
    assert code == 1
    assert "keychain" in said
    desktop.lock_keychain()
    assert "is not known: The keychain is locked." in verify()[1]


def test_to_verify_makes_no_key(desktop: Desktop) -> None:
    desktop.start_keychain()
    assert verify()[0] == 0
    with journal_of_commands(data_folder()) as journal:
        assert journal.read().found == ()
    assert not (data_folder() / "journal" / "key.lock").exists()
