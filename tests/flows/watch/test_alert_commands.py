"""`mohist alerts`, over real files of a judge, a history and an inventory."""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.domain.inventory import DatabaseType, Instance
from app.domain.monitoring.metric import Severity, Tier
from app.domain.monitoring.rule import Rule
from app.domain.monitoring.sample import Health, Sample
from app.flows.exchange_inventory import opened
from app.flows.watch.history_commands import history_folder
from app.flows.watch.subjects import subjects_of
from app.monitor.alerts import Judge, read_rules, write_rules
from app.monitor.catalogue import load
from app.monitor.catalogue.thresholds import thresholds
from app.monitor.history import History
from app.paths import data_folder

KEY = "mysql.threads_connected"
DISKS = "host.disk_used_pct"
NOW = 0.0  # the minute in which a test began
MINE = Rule("mine", KEY, {"": thresholds("> 80 for 1m", Severity.CRITICAL)}, title="连接太多")
NAMES = {"a" * 32: "orders-1", "b" * 32: "orders-2"}
A, B = NAMES


@pytest.fixture(autouse=True)
def english_and_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "NOW", time.time() // 60 * 60)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")


@pytest.fixture
def inventory() -> None:
    made = [
        Instance(id_, name, DatabaseType.MYSQL, f"10.0.0.{number}", 3306)
        for number, (id_, name) in enumerate(NAMES.items(), 1)
    ]
    with opened() as store:
        store.save(made, store.load())


@contextmanager
def history() -> Iterator[History]:
    made = History(history_folder())
    try:
        yield made
    finally:
        made.close()


def keep(instance: str, tier: Tier, **values: Callable[[float], float]) -> None:
    """Values of the last two hours, told the minutes before now, below 0."""
    with history() as made:
        made.write(
            Sample(
                instance, tier, NOW - 10 * left, Health.UP,
                {key: call(-left / 6) for key, call in values.items()},
            )
            for left in range(720, -1, -1)
        )  # fmt: skip


def said(*arguments: str, code: int = 0) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    assert main(("alerts", *arguments), out, err) == code, err.getvalue()
    return out.getvalue(), err.getvalue()


def listed(*arguments: str, code: int = 0) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(said(*arguments, "--format", "json", code=code)[0])
    assert found["version"] == 1
    return found


def ids_in(text: str) -> dict[str, Rule]:
    return {rule.id: rule for rule in read_rules(text)[0]}


def judge_something() -> None:
    """A judge of another program: one alert fires and is seen to, another is over."""
    now = [NOW]
    judge = Judge(data_folder() / "alerts", load(), clock=lambda: now[0])
    with opened() as store:
        judge.know(subjects_of(store.load()))
    judge.set_rule(Rule("mine", KEY, {"": thresholds("> 80", Severity.CRITICAL)}))
    for value_a, value_b in ((90.0, 95.0), (90.0, 10.0)):
        now[0] += 10
        judge.take(
            Sample(id_, Tier.STATUS, now[0], Health.UP, {KEY: value})
            for id_, value in zip(NAMES, (value_a, value_b), strict=True)
        )
    standing = next(alert for alert in judge.alerts if alert.instance == A)
    judge.acknowledge(standing.id, "Wang Lei")
    judge.close()


@pytest.mark.usefixtures("inventory")
def test_alerts_are_listed_the_worst_that_stand_first() -> None:
    assert said("list") == ("There are no alerts.\n", "")
    judge_something()
    first, second = said("list")[0].splitlines()
    assert first.startswith("firing   critical  ")
    assert "orders-1  " in first
    assert first.endswith("(acknowledged by Wang Lei)")
    assert second.startswith("cleared  critical  ")
    assert "orders-2  " in second
    rows = listed("list")["alerts"]
    assert [(row["name"], row["state"], row["value"]) for row in rows] == [
        ("orders-1", "firing", 90.0),
        ("orders-2", "cleared", 10.0),
    ]
    (only,) = listed("list", "--instance", "orders-2")["alerts"]
    assert only["instance"] == B
    _out, err = said("list", "--instance", "nobody", code=2)
    assert "nobody" in err


def test_rules_are_listed_exported_and_imported(tmp_path: Path) -> None:
    assert said("rules", "--changed")[0] == "No rule was changed or added.\n"
    catalogue = load()
    assert len(said("rules")[0].splitlines()) == 2 + sum(
        bool(metric.thresholds) for metric in catalogue.metrics.values()
    )
    file = tmp_path / "rules.toml"
    milder = Rule("mysql.replica_lag", "mysql.replica_lag", MINE.thresholds)
    file.write_text(write_rules([MINE, milder]), "utf-8")
    dry = said("rules", "import", str(file), "--dry-run")[0]
    assert dry.splitlines() == [
        "mine  new",
        "mysql.replica_lag  changed",
        "Nothing was changed: this was a dry run.",
    ]
    assert listed("rules", "--changed")["rules"] == []
    assert said("rules", "import", str(file))[0].splitlines() == dry.splitlines()[:2]
    assert said("rules", "import", str(file))[0].splitlines() == [
        "mine  as it is",
        "mysql.replica_lag  as it is",
    ]
    mine = next(row for row in listed("rules", "--changed")["rules"] if row["id"] == "mine")
    assert mine["title"] == "连接太多"
    assert mine["thresholds"] == {"otherwise": {"warning": [], "critical": ["> 80 for 1m"]}}
    assert {line[0] for line in said("rules", "--changed")[0].splitlines()} == {"*"}
    assert set(ids_in(said("rules", "export", "-")[0])) == {"mine", "mysql.replica_lag"}
    out = tmp_path / "out.toml"
    assert said("rules", "export", str(out))[0] == f"2 rules are in {out}.\n"
    assert ids_in(out.read_text("utf-8"))["mine"] == MINE


def test_the_examples_of_the_page_can_be_taken(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text("utf-8")
    file = tmp_path / "rules.toml"
    file.write_text(page.partition("```toml\n")[2].partition("```")[0], "utf-8")
    assert len(said("rules", "import", str(file))[0].splitlines()) == 3


def test_a_bad_rule_costs_no_other_and_a_bad_file_is_said(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(write_rules([MINE]) + '\n[bad]\nmetric = "x.y"\nwarning = "loud"\n', "utf-8")
    out, err = said("rules", "import", str(file), code=2)
    assert out == "mine  new\n"
    assert "Rule “bad”: “loud” is no threshold." in err
    assert [row["id"] for row in listed("rules", "--changed")["rules"]] == ["mine"]
    file.write_bytes(b"\xff\xfe")
    assert "is not in UTF-8" in said("rules", "import", str(file), code=2)[1]
    file.write_text("no toml at all", "utf-8")
    assert said("rules", "import", str(file), code=2)[1].startswith("mohist: ")
    assert "cannot be read" in said("rules", "import", str(tmp_path / "none"), code=2)[1]


def test_rules_are_not_changed_behind_the_back_of_a_running_console(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(write_rules([MINE]), "utf-8")
    with history():
        _out, err = said("rules", "import", str(file), code=2)
        assert "Mohist is running, and would not see the new rules." in err
        said("rules", "import", str(file), "--dry-run")
    assert listed("rules", "--changed")["rules"] == []


@pytest.mark.usefixtures("inventory")
def test_a_dry_run_says_when_and_how_often_and_what_was_known(tmp_path: Path) -> None:
    keep(A, Tier.STATUS, **{KEY: lambda minute: 90.0 if -60 <= minute < -50 else 10.0})
    keep(B, Tier.STATUS, **{KEY: lambda minute: 90.0 if minute >= -5 else 10.0})
    file = tmp_path / "rules.toml"
    file.write_text(write_rules([MINE, Rule("up", "health", MINE.thresholds)]), "utf-8")
    arguments = ("dry-run", "--since", "2h", "--rules", str(file))
    lines = said(*arguments)[0].splitlines()
    assert len(lines) == 5
    assert "9 m 00 s  ended    critical  orders-1  连接太多: 90" in lines[0]
    assert "goes on  critical  orders-2" in lines[1]
    assert lines[2] == "mine: would have fired 2 times."
    assert lines[3].endswith(" % of the time was known of what the rules watch.")
    assert lines[4] == "Not in the history, and not tried: up."
    found = listed(*arguments, "--instance", "orders-1")
    assert found["counts"] == {"mine": 1}
    assert found["covered"][A] == pytest.approx(1, abs=0.02)
    assert [row["fired"] for row in found["alerts"]] == [NOW - 59 * 60]
    quiet = said("dry-run", "--since", "30m", "--instance", "orders-1")[0]
    assert quiet.startswith("None of the rules would have fired.\n")


@pytest.mark.usefixtures("inventory")
def test_dates_of_exhaustion_soonest_first() -> None:
    assert "Watch the instances for a while" in said("forecast", code=2)[1]
    keep(
        A, Tier.MINUTE,
        **{f"{DISKS}/data": lambda minute: 90 + minute / 30, f"{DISKS}/": lambda _minute: 40.0},
    )  # fmt: skip
    keep(B, Tier.STATUS, **{"mysql.connections_used_pct": lambda minute: 95 + minute / 30})
    first, second, third = said("forecast")[0].splitlines()
    assert "orders-2  Connections in use " in first
    assert re.match(r"(\S+ \d\d:\d\d\S+)  \S+ \d\d:\d\d\S+ – \S+ \d\d:\d\d", first)
    assert first.endswith("95.0 %  48.0 % a day")
    assert "orders-1  Disks in use (data) " in second
    assert third.startswith("not in sight")
    rows = listed("forecast", "--instance", "orders-1")["forecasts"]
    assert [row["key"] for row in rows] == [f"{DISKS}/data", f"{DISKS}/"]
    assert rows[0]["full_at"] == pytest.approx(NOW + 5 * 3600, abs=300)
    assert rows[1]["full_at"] is None


def test_channels_that_are_not_there_are_said() -> None:
    assert "There are no channels" in said("test", code=2)[1]


@pytest.mark.parametrize("since", ["1x", "999999d", "yesterday"])
def test_a_time_that_is_none_is_said(since: str) -> None:
    assert f"{since} is no time" in said("dry-run", "--since", since, code=2)[1]
