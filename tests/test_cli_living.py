"""The command line beside what was found before, and while scripts are written."""

import argparse
import csv
import signal
from pathlib import Path

from app.__main__ import _COMMANDS
from app.flows import arguments
from tests.test_cli import BAD, GOOD, Mohist, folder, mohist, process, write

__all__ = ["folder", "mohist"]


def test_what_is_changed_is_audited_again_until_ctrl_c(folder: Path) -> None:
    write(folder, a=BAD, b=GOOD)
    with process(["audit", ".", "--watch"], folder) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b"a.sql:1:1: error dml-require-where")
        while b"Watching 2 scripts" not in (line := running.stderr.readline()):
            assert line, "it ended"
        write(folder, b=BAD)
        while not (line := running.stdout.readline()).startswith(b"b.sql:1:1: error"):
            assert line, "it ended"
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
    assert running.returncode == 0


def test_the_file_of_a_watch_has_all_there_is_and_nothing_that_is_gone(folder: Path) -> None:
    write(folder, a=BAD, b=BAD, c=GOOD)
    report = folder / "audit.csv"
    asked = ["audit", ".", "--watch", "--format", "csv", "--output", str(report)]
    with process(asked, folder) as running:

        def until(said: bytes) -> None:
            assert running.stderr is not None
            while said not in (line := running.stderr.readline()):
                assert line, "it ended"

        until(b"Watching 3 scripts")
        write(folder, c=BAD)
        until(b"  c.sql")
        (folder / "a.sql").unlink()
        until(b"  a.sql is gone")
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
    assert running.returncode == 0
    with report.open(encoding="utf-8-sig", newline="") as file:
        assert [Path(row["path"]).name for row in csv.DictReader(file)] == ["b.sql", "c.sql"]


def test_only_what_is_new_counts_beside_a_baseline(mohist: Mohist, folder: Path) -> None:
    (folder / "a.sql").write_text("DELETE FROM orders;\n", "utf-8")
    written = mohist("audit", "a.sql", "--write-baseline", "known.json")
    assert written.code == 0
    assert "1 findings are known from now on: known.json." in written.err
    known = mohist("audit", "a.sql", "--baseline", "known.json", "--format", "text")
    assert known.code == 0
    assert "suppressed: 1" in known.out
    (folder / "b.sql").write_text("DELETE FROM items;\n", "utf-8")
    assert mohist("audit", ".", "--baseline", "known.json").code == 1
    missing = mohist("audit", ".", "--baseline", "none.json")
    assert missing.code == 2
    assert "none.json" in missing.err


def test_a_command_comes_before_a_file_of_its_name() -> None:
    """A folder called `export` where somebody works must not open the window instead."""
    commands = next(
        action.choices
        for action in arguments._parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    assert set(_COMMANDS) == set(commands)
