"""Whatever is done to a journal is found, and the first line that is wrong is named."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import UnreadableInput
from app.domain.journal import Fault, Wrong
from app.store.journal import Journal, verify_file
from app.store.journal.files import read_head
from app.store.journal.lines import START, decode, encode

from .conftest import Intend


@pytest.fixture
def file(journal: Journal, intend: Intend) -> Path:
    """A journal of ten entries."""
    for number in range(10):
        intend(f"KILL {number}")
    (path,) = journal.folder.glob("journal-*.jsonl")
    return path


def found(journal: Journal) -> tuple[Wrong, int]:
    fault = journal.verify().fault
    assert isinstance(fault, Fault)
    assert fault.text
    return fault.wrong, fault.line


def rewritten(lines: list[bytes]) -> list[bytes]:
    """The lines chained anew, as somebody would who knows how we do it."""
    tip, made = START, []
    for line in lines:
        content, digest = encode(decode(line.rstrip()).entry, tip.hash)
        made.append(content)
        tip = decode(content.rstrip()).tip(tip)
        assert tip.hash == digest
    return made


Lines = list[bytes]


@pytest.mark.parametrize(
    ("tamper", "wrong", "line"),
    [
        (lambda ls: [*ls[:3], ls[3].replace(b"KILL 3", b"KILL 9"), *ls[4:]], Wrong.CHANGED, 4),
        (lambda ls: ls[:3] + ls[4:], Wrong.REMOVED, 4),
        (lambda ls: ls[1:], Wrong.REMOVED, 1),
        (lambda ls: [*ls[:3], ls[4], ls[3], *ls[5:]], Wrong.REMOVED, 4),
        (lambda ls: ls[:5] + ls[3:], Wrong.REORDERED, 6),
        (lambda ls: [*ls[:4], b"nonsense\n", *ls[4:]], Wrong.DAMAGED, 5),
        (lambda ls: [*ls[:4], b"\n", *ls[4:]], Wrong.DAMAGED, 5),
        (lambda ls: [*ls[:4], ls[4].replace(b'":', b'": ', 1), *ls[5:]], Wrong.CHANGED, 5),
        (lambda ls: ls[:9], Wrong.TRUNCATED, 9),
        (lambda ls: ls[:2], Wrong.TRUNCATED, 2),
        (lambda ls: [], Wrong.TRUNCATED, 0),
        (lambda ls: [*ls[:9], ls[9][:40]], Wrong.DAMAGED, 10),
        (lambda ls: [*ls[:3], rewritten(ls)[3], *ls[4:8]], Wrong.TRUNCATED, 8),
        (
            lambda ls: rewritten([*ls[:9], ls[9].replace(b"KILL 9", b"KILL 1")]),
            Wrong.CHANGED,
            10,
        ),
    ],
)
def test_tampering_is_found(
    journal: Journal, file: Path, tamper: Callable[[Lines], Lines], wrong: Wrong, line: int
) -> None:
    file.write_bytes(b"".join(tamper(file.read_bytes().splitlines(keepends=True))))
    assert found(journal) == (wrong, line)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_no_byte_can_be_changed_unseen(
    journal: Journal, file: Path, place: float, change: int
) -> None:
    before = file.read_bytes()
    content = bytearray(before)
    content[int(place * len(content))] ^= change
    file.write_bytes(content)
    try:
        line = before[: int(place * len(before))].count(b"\n") + 1
        assert found(journal)[1] in (line, line + 1)
    except UnreadableInput:  # the one byte that makes it a newer journal
        assert content.count(b'{"version":2,') == 9
    finally:
        file.write_bytes(before)


def test_a_missing_or_old_head_is_found(journal: Journal, file: Path, intend: Intend) -> None:
    head = journal.folder / "head.json"
    old = head.read_bytes()
    intend()
    intend()
    head.write_bytes(old)
    assert found(journal) == (Wrong.HEAD, 0)
    head.unlink()
    assert found(journal) == (Wrong.HEAD, 0)
    head.write_bytes(b"{")
    assert found(journal) == (Wrong.HEAD, 0)


def test_a_missing_file_is_found(journal: Journal, file: Path) -> None:
    file.unlink()
    assert found(journal) == (Wrong.TRUNCATED, 0)


def test_a_line_from_the_past_is_found(journal: Journal, file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    year = json.loads(lines[5])["utc"][:4].encode()
    lines[5] = lines[5].replace(b'"utc":"' + year, b'"utc":"1999')
    file.write_bytes(b"".join(rewritten(lines)))
    assert found(journal) == (Wrong.CLOCK, 6)


def test_a_file_by_itself_is_checked_from_its_first_line(journal: Journal, file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    alone = journal.folder / "copy.jsonl"
    alone.write_bytes(b"".join(lines[4:8]))
    assert (verify_file(alone).fault, verify_file(alone).entries) == (None, 4)
    alone.write_bytes(b"".join([*lines[4:6], lines[7]]))
    fault = verify_file(alone).fault
    assert fault is not None
    assert (fault.wrong, fault.line, fault.file) == (Wrong.REMOVED, 3, "copy.jsonl")
    alone.write_bytes(b"nonsense")
    assert verify_file(alone).fault is not None


def test_a_newer_journal_is_not_called_tampered_with(journal: Journal, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'{"version":2', b'{"version":3'))
    with pytest.raises(UnreadableInput, match="newer Mohist"):
        journal.verify()
    with pytest.raises(UnreadableInput, match="newer Mohist"):
        journal.read()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_is_said(journal: Journal, file: Path) -> None:
    file.chmod(0)
    with pytest.raises(UnreadableInput, match="cannot be read"):
        journal.verify()


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("j")
    (folder / "journal-2026-11.jsonl").write_bytes(content)
    journal = Journal(folder)
    journal.verify()
    assert journal.read().acts == ()
    assert read_head(folder) is None
