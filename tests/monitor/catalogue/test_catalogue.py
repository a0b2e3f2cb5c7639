"""The catalogue as it is shipped: whole, consistent, and spoken in Chinese."""

import re
from pathlib import Path

import pytest

from app.domain.figures import with_unit
from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Family, Kind, Metric, Tier
from app.i18n import _, speaking
from app.monitor.catalogue import load
from app.monitor.catalogue.sources import SOURCES, TABLES
from app.monitor.catalogue.thresholds import thresholds, written

LINES = Path(__file__).parents[2] / "data" / "metric-lines.txt"
CATALOGUE = load()
METRICS = list(CATALOGUE.metrics.values())
ENGINES = list(DatabaseType)
_NO_LETTERS = re.compile(r"[^A-Za-z]*|[\w.%/]+", re.ASCII)


def test_every_line_of_the_field_study_is_a_metric_or_shown_elsewhere() -> None:
    lines = [line for line in LINES.read_text("utf-8").splitlines() if line[:1] != "#"]
    assert len(lines) == 195
    named = set()
    for line in lines:
        name, _colon, ours = line.partition(": ")
        family, _dot, last = name.partition(".")
        named |= {f"{family}.{metric}" for metric in ours.split() or [last]}
    shown = {f"{family}.{name}" for family, said in CATALOGUE.elsewhere.items() for name in said}
    assert named - CATALOGUE.metrics.keys() - shown == set()


def test_what_is_shown_elsewhere_is_no_metric_too() -> None:
    for family, shown in CATALOGUE.elsewhere.items():
        for name, where in shown.items():
            assert f"{family}.{name}" not in CATALOGUE.metrics
            assert where.endswith("."), name


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_says_what_it_is(metric: Metric) -> None:
    assert metric.title
    assert metric.why.endswith(".")
    assert bool(metric.group) == bool(metric.chart)
    assert metric.fields
    assert {field.partition(".")[0] for field in metric.fields} <= SOURCES[metric.family] | {
        metric.name.partition(".")[2]
    }
    assert metric.each == "" or metric.each in TABLES[metric.family]
    for role, limits in metric.thresholds.items():
        assert metric.kind is not Kind.TEXT
        for each in limits:
            assert thresholds(written(each), each.severity) == (each,), role
    if metric.capacity:
        assert metric.unit == "%"
    if metric.kind is Kind.STATE:
        assert metric.unit == ""
        assert all(each.below for limits in metric.thresholds.values() for each in limits)
    assert with_unit(1234.5, metric.unit)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_speaks_chinese(metric: Metric) -> None:
    with speaking("zh_CN"):
        for text in (metric.title, metric.group, metric.chart, metric.why):
            assert _(text) != text or _NO_LETTERS.fullmatch(text), text


@pytest.mark.parametrize("kind", ENGINES)
def test_an_engine_has_its_charts_in_groups(kind: DatabaseType) -> None:
    charts = CATALOGUE.charts(kind)
    assert len(charts) >= 12
    assert charts[0].group == "Load"
    groups = [chart.group for chart in charts]
    assert len(dict.fromkeys(groups)) == sum(
        1 for at, group in enumerate(groups) if not at or group != groups[at - 1]
    ), "charts of a group stand together"
    for chart in charts:
        assert len({metric.unit for metric in chart.metrics}) == 1, chart.title
        assert Kind.TEXT not in {metric.kind for metric in chart.metrics}


def test_active_sessions_by_wait_class_come_first() -> None:
    for kind in (DatabaseType.ORACLE, DatabaseType.MYSQL, DatabaseType.MARIADB):
        assert CATALOGUE.charts(kind)[0].title == "Active sessions by wait class"
        assert CATALOGUE.charts(kind)[0].stacked


def test_only_what_is_read_is_asked_for() -> None:
    for kind in ENGINES:
        for tier in Tier:
            ask = CATALOGUE.ask(kind, tier)
            read = {
                field for m in CATALOGUE.of(kind) if m.tier is tier for field in m.fields
            }  # fmt: skip
            assert {f"{s}.{name}" for s, names in ask.wanted.items() for name in names} == read
            assert ask is CATALOGUE.ask(kind, tier)
    events = CATALOGUE.ask(DatabaseType.ORACLE, Tier.STATUS).rows["event"]
    assert "log file sync" in events
    assert len(events) < 10


def test_mariadb_has_its_own_way_where_it_differs() -> None:
    mysql = {metric.name for metric in CATALOGUE.of(DatabaseType.MYSQL)}
    mariadb = {metric.name for metric in CATALOGUE.of(DatabaseType.MARIADB)}
    assert "mariadb.deadlocks" in mariadb
    assert "mysql.deadlocks" not in mariadb
    assert "mysql.threads_running" in mysql & mariadb
    assert "mysql.error_log_rate" in mysql - mariadb, "MariaDB has no such table"
    assert not [name for name in mysql if name.startswith("mariadb.")]


def test_what_watching_costs_is_known_of_every_engine() -> None:
    for kind in ENGINES:
        assert "console.statements_per_sec" in {m.name for m in CATALOGUE.of(kind)}
    assert "console.statements_per_sec" not in {m.name for m in CATALOGUE.of(Family.HOST)}


def test_the_packs_of_oracle_are_not_touched() -> None:
    """Whoever reads them owes Oracle a licence, whatever a parameter says."""
    packed = re.compile(r"active_session_history|dba_hist|dba_addm|sql_monitor|sqltune", re.I)
    assert not [m.name for m in METRICS if packed.search(m.query + m.formula)]
