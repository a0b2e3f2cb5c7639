"""A journal that cannot be gone on with is kept whole, and the new one says that there is one."""

import hashlib
from io import StringIO
from pathlib import Path

import pytest

from app.cli import main
from app.domain.errors import StoreTrouble
from app.paths import data_folder
from app.store.journal import Journal, verify_file
from app.store.journal.found import kind_of

from .conftest import Intend


def only_file(journal: Journal) -> Path:
    (file,) = journal.folder.glob("journal-*.jsonl")
    return file


def contents(folder: Path) -> dict[str, bytes]:
    found = (*folder.glob("journal-*.jsonl"), folder / "head.json")
    return {path.name: path.read_bytes() for path in found if path.exists()}


@pytest.mark.parametrize("damage", ["cut", "head", "no head"])
def test_what_cannot_be_gone_on_with_is_kept_and_a_new_one_begun(
    journal: Journal, intend: Intend, damage: str
) -> None:
    for _again in range(3):
        intend()
    head = journal.folder / "head.json"
    if damage == "cut":
        file = only_file(journal)
        file.write_bytes(file.read_bytes()[:-700])
    elif damage == "head":
        head.write_text("{")
    else:
        head.unlink()
    with pytest.raises(StoreTrouble, match="not as it was left") as refused:
        intend()
    assert "mohist journal set-aside" in refused.value.hint
    before = contents(journal.folder)
    kept = journal.set_aside()
    assert kept is not None
    assert contents(kept) == before
    intend()
    verdict = journal.verify()
    assert (verdict.fault, verdict.entries) == (None, 2)
    [remark] = verdict.remarks
    assert "was set aside" in remark.text
    digest = hashlib.sha256(b"".join(before[name] for name in sorted(before, reverse=True)))
    assert digest.hexdigest() in only_file(journal).read_text()
    assert verify_file(next(kept.glob("*.jsonl"))).entries >= 1


def test_what_was_broken_off_is_finished_the_next_time(journal: Journal, intend: Intend) -> None:
    intend()
    only_file(journal).rename(journal.folder / "gone.jsonl")  # killed before the head went
    with pytest.raises(StoreTrouble):
        intend()
    assert journal.set_aside() is not None
    intend()
    assert journal.verify().fault is None


def test_where_no_journal_is_nothing_is_set_aside(journal: Journal) -> None:
    assert journal.set_aside() is None
    assert journal.verify().entries == 0


def test_the_command_line_does_it_too() -> None:
    def run() -> str:
        out = StringIO()
        assert main(["journal", "set-aside"], out, StringIO()) == 0
        return out.getvalue()

    assert "There was no journal." in run()
    folder = data_folder() / "journal"
    (folder / "head.json").write_text("{")
    assert str(folder / "set-aside-") in run()
    found = Journal(folder).read().found
    assert [kind_of(each) for each in found] == ["store-changed", "note"]
