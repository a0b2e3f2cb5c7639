"""Each entry is signed, or says why not; who writes it anew without the key is found."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.auth.signing import PrivateKey, check, new_seed
from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.errors import UnreadableInput
from app.domain.journal import Anchor, Deed, Event, Wrong
from app.domain.signing import Key, Remembered, fingerprint
from app.store.journal import Journal, verify_file
from app.store.journal.anchors import read_anchor, written
from app.store.journal.lines import START, decode, encode

ORDERS = Endpoint("8a" * 16, "orders-1", "mysql", "db7", 3306)


class Holder:
    """Has a key, or says why it has none."""

    def __init__(self, *, lasting: bool = True) -> None:
        self.now: Key | str = PrivateKey(new_seed(), lasting=lasting)
        self.before: Key | None = None
        self.remembered: Remembered | None = None
        self.newest: Remembered | None = None

    def key(self) -> Key | str:
        return self.now

    def remember(self, entry: Remembered) -> None:
        self.newest = entry

    @property
    def name(self) -> str:
        assert not isinstance(self.now, str)
        return fingerprint(self.now.public)


@pytest.fixture
def holder() -> Holder:
    return Holder()


@pytest.fixture
def journal(tmp_path: Path, holder: Holder) -> Journal:
    return Journal(tmp_path / "journal", holder, check)


def write(journal: Journal, *statements: str) -> None:
    for statement in statements or ("KILL 1",):
        act = Act("session-kill", "End", (Command(statement),))
        journal.conclude(journal.intend(act, Consent("Ann"), ORDERS), [Outcome(Ending.DONE)])


def _same(signature: bytes, _message: bytes) -> bytes:
    return signature


def only_file(journal: Journal) -> Path:
    (file,) = journal.folder.glob("journal-*.jsonl")
    return file


def test_each_entry_is_signed(journal: Journal, holder: Holder) -> None:
    write(journal)
    journal.note(Event(Deed.SIGN_IN, "Ann", "Ann signed in."))
    verdict = journal.verify()
    assert (verdict.fault, verdict.remarks, verdict.entries, verdict.signed) == (None, (), 4, 4)
    assert verdict.key == holder.name
    assert holder.newest == Remembered(
        4, decode(only_file(journal).read_bytes().splitlines()[-1]).hash
    )
    assert verify_file(only_file(journal), check=check).signed == 4


@pytest.mark.parametrize("how", ["stripped", "swapped", "another key"])
def test_a_signature_that_is_not_that_of_the_key_is_found(journal: Journal, how: str) -> None:
    write(journal, "KILL 1", "KILL 2")
    file = only_file(journal)
    lines = file.read_bytes().splitlines(keepends=True)
    mark = b'"signature":"'
    heads = [line.partition(mark)[0] + mark for line in lines]
    tails = [line.partition(mark)[2] for line in lines]
    if how == "stripped":
        tails[2] = b'"}\n'
    elif how == "swapped":
        tails[2] = tails[1]
    else:
        line = decode(lines[2].rstrip())
        other = PrivateKey(new_seed(), lasting=True)
        tails[2] = encode(line.entry, line.previous, other.sign)[0].partition(mark)[2]
    file.write_bytes(b"".join(map(bytes.__add__, heads, tails)))
    fault = journal.verify().fault
    assert fault is not None
    assert (fault.wrong, fault.line, fault.sequence) == (Wrong.SIGNATURE, 3, 2)


def test_whoever_writes_it_anew_without_the_key_is_found(journal: Journal) -> None:
    write(journal, "KILL 1", "KILL 2")
    file = only_file(journal)
    tip, made = START, []
    for raw in file.read_bytes().replace(b"KILL 1", b"KILL 9").splitlines():
        line = decode(raw)
        content, _digest = encode(line.entry, tip.hash, partial(_same, line.signature))
        made.append(content)
        tip = decode(content.rstrip()).tip(tip)
    file.write_bytes(b"".join(made))
    fault = journal.verify().fault
    assert fault is not None
    assert (fault.wrong, fault.line) == (Wrong.SIGNATURE, 2)


def test_without_a_key_it_is_written_all_the_same_and_said(
    journal: Journal, holder: Holder
) -> None:
    write(journal)
    key, holder.now = holder.now, "locked"
    write(journal)
    holder.now = key
    write(journal)
    verdict = journal.verify()
    assert (verdict.fault, verdict.entries, verdict.signed) == (None, 7, 5)
    [remark] = verdict.remarks
    assert "not signed from here on: the keychain" in remark.text
    assert remark.sequence == 4


def test_another_key_is_vouched_for_by_the_one_before(journal: Journal, holder: Holder) -> None:
    write(journal)
    assert not isinstance(holder.now, str)
    holder.before, holder.now = holder.now, PrivateKey(new_seed(), lasting=True)
    write(journal)
    verdict = journal.verify()
    assert (verdict.fault, verdict.signed, verdict.key) == (None, 6, holder.name)
    [remark] = verdict.remarks
    assert "the one before vouches for it" in remark.text
    assert not remark.grave


def test_a_key_nobody_vouches_for_is_grave(journal: Journal, holder: Holder) -> None:
    write(journal)
    holder.now = PrivateKey(new_seed(), lasting=True)
    write(journal)
    verdict = journal.verify()
    assert verdict.fault is None
    assert [remark.grave for remark in verdict.remarks] == [True]


def test_a_key_of_one_run_is_said(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", Holder(lasting=False), check)
    write(journal)
    [remark] = journal.verify().remarks
    assert "a key of one run of the program" in remark.text
    assert not remark.grave


def test_two_consoles_with_keys_of_their_own_write_one_chain(tmp_path: Path) -> None:
    consoles = [Journal(tmp_path / "journal", Holder(lasting=False), check) for _ in range(2)]
    for _again in range(2):
        for each in consoles:
            write(each)
    verdict = consoles[0].verify()
    assert verdict.fault is None
    assert verdict.signed == verdict.entries


def test_an_end_that_was_cut_off_with_its_head_is_found_and_noted(
    journal: Journal, holder: Holder
) -> None:
    write(journal)
    head = journal.folder / "head.json"
    before = only_file(journal).read_bytes(), head.read_bytes()
    write(journal)
    newest = holder.newest
    only_file(journal).write_bytes(before[0])
    head.write_bytes(before[1])
    assert journal.verify().fault is None  # nothing in the folder tells
    holder.remembered = newest  # the next run reads it from the keychain
    again = Journal(journal.folder, holder, check)
    fault = again.verify().fault
    assert fault is not None
    assert (fault.wrong, fault.sequence) == (Wrong.TRUNCATED, 3)
    assert "The keychain remembers entry 5" in fault.text
    write(again)
    [remark] = [it for it in again.verify().remarks if it.grave]
    assert "entry 5, which the keychain remembers, was not there any more" in remark.text


def test_what_is_remembered_and_there_is_fine(journal: Journal, holder: Holder) -> None:
    write(journal)
    holder.remembered = holder.newest
    write(journal)
    again = Journal(journal.folder, holder, check)
    write(again)
    assert (again.verify().fault, again.verify().remarks) == (None, ())


def test_an_anchor_knows_what_was_there(journal: Journal, holder: Holder) -> None:
    assert journal.anchor() is None
    write(journal)
    anchor = journal.anchor()
    assert anchor is not None
    assert read_anchor(written(anchor), check) == anchor
    assert (anchor.sequence, anchor.key) == (3, holder.name)
    write(journal)
    assert journal.verify(anchors=[anchor]).fault is None
    fault = journal.verify(anchors=[replace(anchor, hash="0" * 64)]).fault
    assert fault is not None
    assert (fault.wrong, fault.line) == (Wrong.ANCHOR, 3)
    fault = journal.verify(anchors=[replace(anchor, sequence=77)]).fault
    assert fault is not None
    assert (fault.wrong, fault.line) == (Wrong.TRUNCATED, 5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"sequence": 3', '"sequence": "3"'), "no anchor"),
        (lambda text: text.replace("anchor", "anker"), "no anchor"),
        (lambda text: text[:50], "no anchor"),
        (lambda _text: "[]", "no anchor"),
    ],
)
def test_what_is_no_anchor_is_said(journal: Journal, change, said: str) -> None:  # type: ignore[no-untyped-def]
    write(journal)
    anchor = journal.anchor()
    assert isinstance(anchor, Anchor)
    with pytest.raises(UnreadableInput, match=said):
        read_anchor(change(written(anchor)), check)
    forged = replace(anchor, hash="0" * 64)
    with pytest.raises(UnreadableInput, match="The anchor was changed"):
        read_anchor(written(forged), check)
