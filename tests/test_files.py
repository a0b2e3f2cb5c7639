"""Files are written whole, and a lock keeps everybody else out, in this process or another."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app import files


def test_a_new_file_is_the_users_alone_and_a_replaced_one_keeps_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "a"
    files.write(file, b"one")
    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o640)
    files.write(file, b"two")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"two", 0o640)
    assert list(file.parent.iterdir()) == [file]


def test_a_lock_is_waited_for_and_then_given_up(tmp_path: Path) -> None:
    with (
        files.locked(tmp_path / "lock"),
        pytest.raises(files.StillLocked),
        files.locked(tmp_path / "lock", seconds=0.02),
    ):
        raise AssertionError("two are in here")
    with files.locked(tmp_path / "lock", seconds=0):
        pass


def test_threads_take_turns(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(20):
            with files.locked(tmp_path / "lock"):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (80, 1)


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app import files\n"
        "with files.locked(Path(sys.argv[1])):\n print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"in\n"
        with pytest.raises(files.StillLocked), files.locked(tmp_path / "lock", seconds=0):
            pass
        child.kill()
        child.wait()
        with files.locked(tmp_path / "lock"):
            pass
