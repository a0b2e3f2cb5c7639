"""The user's own metrics: what they can say, and how they are told what is wrong."""

from pathlib import Path

import pytest

from app.domain.errors import BadInput
from app.domain.inventory import DatabaseType
from app.domain.monitoring.metric import Kind, Severity, Threshold, Tier
from app.domain.monitoring.sample import Raw
from app.monitor.catalogue import load
from app.monitor.catalogue.loading import LARGEST, read_file
from app.monitor.derive import Deriver

OWN = """
engine = "mysql"

[orders_waiting]
title = "Orders waiting"
query = "SELECT count(*) AS waiting, min(age) AS oldest FROM shop.orders WHERE state = 'new'"
formula = "query.waiting"
unit = "orders"
tier = "minute"
warning = "> 1000 for 10m"
[orders_waiting.critical]
otherwise = "> 5000"
slave = ""

[fsyncs]
formula = "rate(status.Innodb_data_fsyncs)"
unit = "1/s"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    return tmp_path


def test_a_query_of_the_users_is_asked_and_derived(folder: Path) -> None:
    catalogue = load(folder)
    assert catalogue.troubles == ()
    ask = catalogue.ask(DatabaseType.MYSQL, Tier.MINUTE)
    assert ask.queries["orders_waiting"].startswith("SELECT count(*)")
    assert ask.wanted["orders_waiting"] == {"waiting"}
    raw = Raw(1.0, {"orders_waiting.waiting": 12})
    for kind in (DatabaseType.MYSQL, DatabaseType.MARIADB):
        said = Deriver(catalogue, kind).derive(Tier.MINUTE, raw)
        assert said.values == {"mysql.orders_waiting": 12}
    assert "orders_waiting" not in catalogue.ask(DatabaseType.ORACLE, Tier.MINUTE).queries


def test_what_is_not_said_goes_without_saying(folder: Path) -> None:
    metric = load(folder).metrics["mysql.fsyncs"]
    assert (metric.title, metric.kind, metric.tier) == ("fsyncs", Kind.RATE, Tier.STATUS)
    assert (metric.group, metric.chart) == ("Own metrics", "fsyncs"), "it is drawn"
    assert metric.thresholds == {}


def test_thresholds_by_role(folder: Path) -> None:
    found = load(folder).metrics["mysql.orders_waiting"].thresholds
    warning = Threshold(Severity.WARNING, 1000, seconds=600)
    assert found == {"": (warning, Threshold(Severity.CRITICAL, 5000)), "slave": (warning,)}


def test_a_field_of_info_is_a_metric(tmp_path: Path) -> None:
    (tmp_path / "redis.toml").write_text(
        'engine = "redis"\n[modules]\nformula = "info.module_count"\nwarning = "> 3"\n', "utf-8"
    )
    catalogue = load(tmp_path)
    assert "module_count" in catalogue.ask(DatabaseType.REDIS, Tier.STATUS).wanted["info"]


def test_a_bad_file_hides_only_itself(folder: Path) -> None:
    (folder / "bad.toml").write_text('engine = "redis"\n[x]\nformula = "info."\n', "utf-8")
    (folder / "broken.toml").write_bytes(b"\xff\xfe[x")
    (folder / "note.txt").write_text("no metrics", "utf-8")
    catalogue = load(folder)
    assert "mysql.orders_waiting" in catalogue.metrics
    assert "redis.x" not in catalogue.metrics
    assert [str(trouble).partition(",")[0].split()[0] for trouble in catalogue.troubles] == [
        "bad.toml", "broken.toml",
    ]  # fmt: skip


def test_one_of_ours_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        'engine = "mysql"\n[uptime]\nformula = "status.Queries"\n', "utf-8"
    )
    catalogue = load(tmp_path)
    (trouble,) = catalogue.troubles
    assert "mysql.uptime" in str(trouble)
    assert catalogue.metrics["mysql.uptime"].formula == "status.Uptime"


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert load(tmp_path / "gone").troubles == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[x]\nformula = "status.A +"\n', 3, "column 11"),
        ('[x]\n# why not\nformula = "stats.A"\n', 4, "no source “stats”"),
        ('[x]\nformula = "status.A"\nwarning = "80"\n', 4, "“80” is no threshold"),
        ('[x]\nformula = "status.A"\n[x.warning]\nslave = "80"\n', 4, "“80” is no threshold"),
        ('[x]\nformula = "status.A"\nwarming = "> 80"\n', 4, "no such field"),
        ('[x]\ntitle = "X"\n', 2, "“formula” is missing"),
        ('[x]\nformula = "status.A"\ntier = "often"\n', 4, "live, status, minute"),
        ('[x]\nformula = "status.A"\nkind = "count"\n', 4, "gauge, rate"),
        ('[x]\nformula = 3\n', 3, "a text in quotes"),
        ('[x]\nformula = "replica.lag"\n', 3, "is a table"),
        ('[x]\neach = "status"\nformula = "status.A"\n', 3, "one of: autoinc"),
        ('[x]\nformula = "status.A"\ncapacity = "ram"\n', 4, "space, auto-increment"),
        ('[x]\nformula = "status.A"\n[x.parts]\na = "status.B"\n', 4, "has parts, or a formula"),
        ('[x]\nparts = "status.A"\n', 3, "a table of formulas"),
        ('[x]\nformula = "status.A"\nwarning = 80\n', 4, "a table of them by role"),
        ('[x]\nformula = "status.A"\nkind = "text"\nwarning = "> 1"\n', 4, "no thresholds"),
        ('[X-1]\nformula = "status.A"\n', 2, "small letters"),
        ("x = 1\n", 2, "must be a table"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'engine = "mysql"\n{text}', "utf-8")
    with pytest.raises(BadInput) as refused:
        read_file(path)
    assert said in str(refused.value)
    assert f"own.toml, line {line}, metric" in str(refused.value)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "does not say whose"),
        ('engine = "postgres"\n', "does not say whose"),
        ("engine = mysql\n", "is no TOML"),
        ('engine = "host"\n[x]\nquery = "SELECT 1"\nformula = "query.a"\n', "takes a query"),
        ("#" * (LARGEST + 1), "too large"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said) as refused:
        read_file(path)
    assert refused.value.hint
    with pytest.raises(BadInput, match="cannot be read"):
        read_file(tmp_path / "gone.toml")
