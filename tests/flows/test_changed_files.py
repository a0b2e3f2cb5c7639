"""Which scripts were changed."""

import os
from pathlib import Path

from app.flows.changed_files import ChangedFiles, Changes

NOTHING = Changes()


def written(path: Path, text: str, moment: int) -> None:
    path.write_text(text, "utf-8")
    os.utime(path, ns=(moment, moment))


def test_what_is_new_or_changed_is_given_once_it_stands_still(tmp_path: Path) -> None:
    written(tmp_path / "a.sql", "SELECT 1", 1)
    changes = ChangedFiles([tmp_path])
    assert len(changes) == 1
    assert changes.look() == NOTHING
    written(tmp_path / "a.sql", "SELECT 2", 2)
    written(tmp_path / "订单.sql", "SELECT", 3)
    assert changes.look() == NOTHING
    written(tmp_path / "订单.sql", "SELECT 1 FROM t", 4)
    assert changes.look() == Changes((tmp_path / "a.sql",))
    assert changes.look() == Changes((tmp_path / "订单.sql",))
    assert changes.look() == NOTHING


def test_what_is_gone_is_told_once_it_was_missing_twice(tmp_path: Path) -> None:
    for name in ("a.sql", "b.sql"):
        written(tmp_path / name, "SELECT 1", 1)
    changes = ChangedFiles([tmp_path])
    (tmp_path / "a.sql").unlink()
    assert changes.look() == NOTHING, "a program may be about to put another there"
    assert changes.look() == Changes((), (tmp_path / "a.sql",))
    assert changes.look() == NOTHING
    assert len(changes) == 1
    written(tmp_path / "a.sql", "SELECT 1", 1)
    changes.look()
    assert changes.look() == Changes((tmp_path / "a.sql",))


def test_what_is_replaced_meanwhile_is_not_gone(tmp_path: Path) -> None:
    written(tmp_path / "a.sql", "SELECT 1", 1)
    changes = ChangedFiles([tmp_path])
    (tmp_path / "a.sql").unlink()
    changes.look()
    written(tmp_path / "a.sql", "SELECT 2", 2)
    assert changes.look() == NOTHING
    assert changes.look() == Changes((tmp_path / "a.sql",))


def test_the_migrations_beside_one_that_is_gone_are_audited_again(tmp_path: Path) -> None:
    for name in ("V1__a.sql", "V2__b.sql", "V3__c.sql", "other.sql"):
        written(tmp_path / name, "SELECT 1", 1)
    changes = ChangedFiles([tmp_path])
    (tmp_path / "V2__b.sql").unlink()
    changes.look()
    assert changes.look() == Changes((tmp_path / "V1__a.sql",), (tmp_path / "V2__b.sql",))


def test_what_is_away_with_its_folder_is_not_gone(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    written(folder / "a.sql", "SELECT 1", 1)
    changes = ChangedFiles([folder])
    folder.rename(tmp_path / "away")
    assert (changes.look(), changes.look()) == (NOTHING, NOTHING)
    (tmp_path / "away").rename(folder)
    assert (changes.look(), changes.look()) == (NOTHING, NOTHING)


def test_a_file_that_was_named_itself_is_said_to_be_missing(tmp_path: Path) -> None:
    written(tmp_path / "a.sql", "SELECT 1", 1)
    changes = ChangedFiles([tmp_path / "a.sql"])
    (tmp_path / "a.sql").unlink()
    changes.look()
    assert changes.look() == Changes((tmp_path / "a.sql",))
    assert changes.look() == NOTHING


def test_what_changed_since_it_was_known_is_given(tmp_path: Path) -> None:
    written(tmp_path / "a.sql", "SELECT 1", 5)
    written(tmp_path / "b.sql", "SELECT 1", 5)
    changes = ChangedFiles([tmp_path], {tmp_path / "a.sql": (4, 8), tmp_path / "b.sql": (5, 8)})
    assert changes.look() == NOTHING
    assert changes.look() == Changes((tmp_path / "a.sql",))
    assert changes.look(lambda: True) == NOTHING, "it was stopped"
