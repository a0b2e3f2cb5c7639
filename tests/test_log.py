"""The log: in the state folder, small, and at hand for a crash report."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import log


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    """Take off what the test put on."""
    root = logging.getLogger()
    before, level, raising = list(root.handlers), root.level, logging.raiseExceptions
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.raiseExceptions = raising


def test_it_stands_in_the_folder_and_at_hand(tmp_path: Path) -> None:
    log.install(tmp_path / "state")
    logging.getLogger("test").warning("墨者 %d", 7)
    assert "WARNING test: 墨者 7" in (tmp_path / "state" / "mohist.log").read_text("utf-8")
    assert log.last_lines()[-1].endswith("WARNING test: 墨者 7")


def test_it_does_not_grow_for_ever(tmp_path: Path) -> None:
    log.install(tmp_path)
    for _ in range(2000):
        logging.getLogger("test").info("x" * 1000)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 1_000_000
    assert len(log.last_lines()) < 100


def test_without_a_folder_it_is_at_hand(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    log.install(tmp_path / "file")
    assert "no log file" in log.last_lines()[-1]
    logging.getLogger("test").warning("heard")
    assert log.last_lines()[-1].endswith("heard")


FAULT = """
import os, pathlib, signal, sys
from app import log
print(log.watch_faults(pathlib.Path(sys.argv[1])))
sys.stdout.flush()
if sys.argv[2] == "die":
    os.kill(os.getpid(), signal.SIGSEGV)
"""


def started(folder: Path, how: str) -> str:
    """What a process says of the run before it, and whether it dies."""
    ran = subprocess.run(
        [sys.executable, "-c", FAULT, str(folder), how],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert (ran.returncode == 0) == (how != "die"), ran.stderr
    return ran.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of this kind there")
def test_a_fault_is_told_by_the_next_run(tmp_path: Path) -> None:
    assert started(tmp_path, "die") == "None"
    kept = Path(started(tmp_path, "live"))
    assert kept.parent == tmp_path
    assert "Segmentation fault" in kept.read_text()
    assert started(tmp_path, "live") == "None"


def test_faults_need_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert started(tmp_path / "file", "live") == "None"
