"""The history as a table: whole or not at all, with every point in it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import BadUsage, Cancelled, Unwritable
from app.domain.monitoring.metric import Tier
from app.domain.monitoring.sample import Health, Sample
from app.flows.watch.export_history import COLUMNS, Wanted, export_history
from app.monitor.history import History

DAWN = 20_400 * 86_400.0
ALL = Wanted(DAWN, DAWN + 2 * 86_400)
NAMES = {"a": "=订单库", "b": "other"}
UNITS = {"mysql.threads_running": "threads"}


def never() -> bool:
    return False


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "history", clock=lambda: DAWN + 86_400)
    made.write(
        Sample(
            who, Tier.STATUS, DAWN + 86_000 + 10 * n, Health.UP,
            {"mysql.threads_running": n / 3, "mysql.replica_lag/渠道": 1e12},
        )
        for who in NAMES
        for n in range(100)
    )  # fmt: skip
    yield made
    made.close()


def test_a_csv_has_a_row_for_every_point_and_runs_nothing(history: History, tmp_path: Path) -> None:
    path, shares = tmp_path / "out.csv", list[float]()
    assert export_history(history, path, ALL, NAMES, UNITS, never, shares.append) == 400
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 400
    lag, running = rows[0], rows[100]
    assert running == {
        "time": "2025-11-08T23:53:20.000+00:00", "instance": "a", "name": "'=订单库",
        "metric": "mysql.threads_running", "part": "", "unit": "threads",
        "mean": "0", "low": "0", "high": "0", "seconds": "0",
    }  # fmt: skip
    assert (lag["part"], lag["mean"]) == ("渠道", "1e+12")
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_a_parquet_file_reads_as_one_tidy_table(history: History, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    path = tmp_path / "out.parquet"
    wanted = Wanted(ALL.begin, ALL.end, instances=("b",), keys=("mysql.threads_*",))
    assert export_history(history, path, wanted, NAMES, UNITS, never) == 100
    table: Any = pq.read_table(path)
    assert tuple(table.column_names) == COLUMNS
    last = {name: values[-1] for name, values in table.to_pydict().items()}
    assert last["time"].timestamp() == DAWN + 86_990
    assert (last["instance"], last["name"], last["unit"]) == ("b", "other", "threads")
    assert last["mean"] == last["low"] == last["high"] == 33


def test_steps_have_the_lows_and_highs_of_what_is_in_them(history: History, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    wanted = Wanted(ALL.begin, ALL.end, 600, ("a",), ("mysql.threads_running",))
    count = export_history(history, path, wanted, NAMES, UNITS, never)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count < 10
    assert min(float(row["low"]) for row in rows) == 0
    assert max(float(row["high"]) for row in rows) == 33


def test_stopped_it_leaves_the_file_that_was_there(history: History, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Cancelled):
        export_history(history, path, ALL, NAMES, UNITS, stop)
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["out.csv"]


@pytest.mark.parametrize(("name", "kind"), [("out.txt", BadUsage), ("no/out.csv", Unwritable)])
def test_what_cannot_be_written_is_said_at_once(
    history: History, tmp_path: Path, name: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        export_history(history, tmp_path / name, ALL, NAMES, UNITS, never)


def test_nothing_to_export_is_no_empty_file(history: History, tmp_path: Path) -> None:
    wanted = Wanted(DAWN, DAWN + 1, keys=("redis.*",))
    with pytest.raises(BadUsage, match="nothing"):
        export_history(history, tmp_path / "out.csv", wanted, NAMES, UNITS, never)
    assert not (tmp_path / "out.csv").exists()
