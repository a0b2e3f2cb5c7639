"""Killed at any moment, torn, full, damaged: what was kept is there, and watching goes on."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from zlib import crc32

import pytest

from app.domain.errors import ConsoleError, Unwritable
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Capture, CaptureKind, Health, Mark, MarkKind, Sample
from app.monitor.history import History, Keeping, file
from app.monitor.history.keeping import DAY, HOUR

DAWN = 20_400 * DAY + 0.0
QPS = "mysql.queries"
HOUSE = Path(__file__).parents[3]


def never() -> bool:
    return False


def samples(first: int, count: int) -> list[Sample]:
    return [
        Sample("a", Tier.STATUS, DAWN + 10 * n, Health.UP, {QPS: float(n), "mysql.x": 1.0})
        for n in range(first, first + count)
    ]


def read(history: History) -> list[int]:
    """Which of the samples are there; of each step its lowest and highest."""
    shown = history.series("a", QPS, DAWN, DAWN + DAY, most=100_000)
    ends = {low for low in shown.lows if low == low} | {
        high for high in shown.highs if high == high
    }
    return sorted(map(int, ends))


class Camera:
    """Copies the folder at every step SQLite takes, as a kill would leave it there."""

    def __init__(self, folder: Path, into: Path) -> None:
        self.folder, self.into = folder, into
        self.acknowledged = 0
        self.taken: list[tuple[Path, int]] = []
        self._last = b""

    def look(self, *_of: object) -> int:
        """Take a picture where anything has changed since the last one."""
        names = sorted(path for path in self.folder.iterdir() if not path.name.endswith("-shm"))
        state = b"".join(
            b"%s %d" % (path.name.encode(), crc32(path.read_bytes())) for path in names
        )
        if state != self._last and len(self.taken) < 150:
            self._last = state
            kept = self.into / str(len(self.taken))
            shutil.copytree(self.folder, kept, ignore=shutil.ignore_patterns("*.lock"))
            self.taken.append((kept, self.acknowledged))
        return 0


@pytest.fixture
def camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Camera:
    folder = tmp_path / "history"
    folder.mkdir()
    made = Camera(folder, tmp_path / "pictures")
    made.into.mkdir()
    opened = file.opened

    def watched(path: Path, schema: str) -> sqlite3.Connection:
        connection = opened(path, schema)
        connection.set_progress_handler(made.look, 100)
        connection.set_trace_callback(made.look)
        return connection

    monkeypatch.setattr(file, "opened", watched)
    return made


def test_killed_at_any_step_of_writing_packing_rolling_and_deleting(
    camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [DAWN + HOUR]
    history = History(camera.folder, clock=lambda: now[0])
    for n in range(0, 300, 30):
        history.write(samples(n, 30))
        camera.acknowledged = n + 30
        if n % 60 == 0:
            history.compact(never)
    now[0] = DAWN + DAY + HOUR
    history.compact(never)
    now[0] = DAWN + 5 * DAY
    history.compact(never)
    history.close()
    monkeypatch.undo()
    assert len(camera.taken) > 20
    for picture, acknowledged in camera.taken:
        again = History(picture, clock=lambda: now[0])
        there = read(again)
        if again.series("a", QPS, DAWN, DAWN + DAY, most=100_000).step == 0:
            assert there[:acknowledged] == list(range(acknowledged))
        again.compact(never)
        assert read(again)[-1:] >= there[-1:]
        again.write(samples(1000, 1))
        assert read(again)[-1] == 1000
        assert again.notices == ()
        assert again.trouble is None
        again.close()


_WRITES = """
import sys
from pathlib import Path
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Health, Sample
from app.monitor.history import History
dawn, folder = float(sys.argv[1]), Path(sys.argv[2])
history = History(folder, clock=lambda: dawn + 80000)
for n in range(8000):
    history.write([Sample("a", Tier.STATUS, dawn + 10 * n, Health.UP, {"mysql.queries": float(n)})])
    print(n, flush=True)
    if n % 40 == 39:
        history.compact(lambda: False)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="No kill -9 on this system.")
def test_a_process_that_is_killed_leaves_all_it_said_it_kept(tmp_path: Path) -> None:
    for count in (1, 130, 400):
        folder = tmp_path / str(count)
        process = subprocess.Popen(
            [sys.executable, "-c", _WRITES, str(DAWN), str(folder)],
            cwd=HOUSE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        said = -1
        while said < count:
            said = int(process.stdout.readline())
        process.kill()
        said = max([said, *map(int, process.stdout.read().split("\n")[:-1])])
        process.wait()
        process.stdout.close()
        history = History(folder, clock=lambda: DAWN + 80_000)
        assert history.is_writer
        assert read(history)[: said + 1] == list(range(said + 1))
        history.close()


def test_a_log_torn_anywhere_costs_no_more_than_its_end(tmp_path: Path) -> None:
    history = History(tmp_path / "first", clock=lambda: DAWN + HOUR)
    for n in range(20):
        history.write(samples(n, 1))
    torn = tmp_path / "torn"
    (log,) = history.folder.glob("raw-*.sqlite-wal")
    length = log.stat().st_size
    for cut in range(0, length, length // 37):
        shutil.copytree(history.folder, torn, ignore=shutil.ignore_patterns("*.lock", "*-shm"))
        with (torn / log.name).open("r+b") as copy:
            copy.truncate(cut)
            copy.seek(max(0, cut - 100))
            copy.write(b"\xa5" * 100)
        again = History(torn, clock=lambda: DAWN + HOUR)
        there = read(again)
        assert there == list(range(len(there)))
        again.write(samples(500, 1))
        assert read(again)[-1] == 500
        again.close()
        shutil.rmtree(torn)
    history.close()


def test_a_full_disk_is_said_once_and_it_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, opened = [True], file.opened

    def cramped(path: Path, schema: str) -> sqlite3.Connection:
        connection = opened(path, schema)
        if full[0]:
            connection.execute("PRAGMA max_page_count = 16")
        return connection

    monkeypatch.setattr(file, "opened", cramped)
    history = History(tmp_path, clock=lambda: DAWN + HOUR)
    kept, told = 0, []
    for n in range(0, 3000, 100):
        try:
            history.write(samples(n, 100))
            kept = n + 100 if history.trouble is None else kept
        except Unwritable as error:
            told.append(str(error))
    assert len(told) == 1
    assert "full" in told[0]
    history.compact(never)
    assert str(history.trouble) == told[0]
    assert 0 < kept < 3000
    assert read(history)[:kept] == list(range(kept))
    full[0] = False
    history.write(samples(5000, 10))
    assert history.trouble is None
    assert read(history)[-10:] == list(range(5000, 5010))
    history.compact(never)
    assert read(history)[:kept] == list(range(kept))
    history.close()


def test_a_damaged_day_is_set_aside_and_the_others_stay(tmp_path: Path) -> None:
    now = [DAWN + HOUR]
    history = History(tmp_path, clock=lambda: now[0])
    history.write(samples(0, 50))
    now[0] = DAWN + DAY + HOUR
    history.write(samples(8640, 50))
    history.close()
    older, newer = sorted(tmp_path.glob("raw-*.sqlite"))
    newer.write_bytes(b"This is no database." * 1000)
    again = History(tmp_path, clock=lambda: now[0])
    assert read(again) == list(range(50))
    again.write(samples(9000, 5))
    assert len(again.series("a", QPS, DAWN, DAWN + 2 * DAY).times) == 50 + 1 + 5
    assert (tmp_path / f"{newer.name}.damaged").read_bytes().startswith(b"This is no")
    assert len(again.notices) == 1
    assert newer.name in again.notices[0]
    assert older.exists()
    again.close()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda whole: b"",
    "half": lambda whole: whole[: len(whole) // 2],
    "head": lambda whole: b"\0" * 100 + whole[100:],
    "pages": lambda whole: whole[:4096] + b"\xff" * 8192 + whole[12288:],
    "zeroes": lambda whole: b"\0" * len(whole),
    "bits": lambda whole: bytes(b ^ (n % 97 == 0) for n, b in enumerate(whole[:100_000])),
    "behind": lambda whole: whole[:8192] + bytes(255 - b for b in whole[8192:]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_damage_of_any_file_stops_the_console(tmp_path: Path, damage: str) -> None:
    now = [DAWN + HOUR]
    history = History(tmp_path, clock=lambda: now[0])
    history.write(samples(0, 400))
    rows = tuple((n, f"{n * 7919}") for n in range(500))
    history.capture(Capture("a", CaptureKind.SESSIONS, DAWN, ("id", "sql"), rows))
    history.mark(Mark("a", MarkKind.NOTE, DAWN, "!" * 9000))
    now[0] = DAWN + DAY + HOUR
    history.compact(never)
    history.close()
    paths = sorted(tmp_path.glob("*.sqlite"))
    assert len(paths) == 5
    for path in paths:
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    again = History(tmp_path, clock=lambda: now[0])
    for call in _everything(again):
        with suppress(ConsoleError):  # a sentence, and nothing else
            call()
    again.write(samples(8700, 5))
    shown = again.series("a", QPS, DAWN + DAY, DAWN + 2 * DAY)
    assert [mean for mean in shown.means if mean >= 8700] == [8700 + n for n in range(5)]
    again.close()


def _everything(history: History) -> Iterator[Callable[[], object]]:
    yield lambda: history.series("a", QPS, DAWN, DAWN + DAY)
    yield lambda: history.series("a", QPS, DAWN - 300 * DAY, DAWN + DAY)
    yield lambda: history.state_at("a", DAWN + 100)
    yield lambda: history.keys("a")
    yield history.instances
    yield lambda: history.marks(0, 1e12)
    yield lambda: history.captures("a", CaptureKind.SESSIONS, 0, 1e12)
    yield lambda: history.capture_at("a", CaptureKind.SESSIONS, 1e11)
    yield lambda: history.write(samples(100, 3))
    yield lambda: history.mark(Mark("a", MarkKind.NOTE, DAWN, "again"))
    yield lambda: history.capture(Capture("a", CaptureKind.SESSIONS, DAWN + 9, (), ()))
    yield lambda: history.compact(never)


def test_a_folder_that_cannot_be_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConsoleError, match="cannot be opened"):
        History(tmp_path / "file")


def test_the_limit_holds_while_it_is_written_on(tmp_path: Path) -> None:
    now = [DAWN]
    history = History(tmp_path, Keeping(most_bytes=400_000), lambda: now[0])
    for n in range(0, 8000, 400):
        now[0] = DAWN + 10 * (n + 400)
        history.write(samples(n, 400))
        history.compact(never)
        assert history.size <= 400_000
    assert read(history)[-1] == 7999
    history.close()
