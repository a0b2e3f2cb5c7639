"""The list of what is watched, and the page of the documentation that is made of it."""

import json
from io import StringIO
from pathlib import Path

import pytest

from app.cli import main
from app.domain.errors import BadInput
from app.domain.monitoring.metric import Family
from app.flows.list_metrics import FAMILY_NAMES, check_metrics, list_metrics
from app.monitor.catalogue import load
from app.monitor.catalogue.loading import read_file
from app.monitor.catalogue.sources import SOURCES, TABLES

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
BEHIND = "<!-- what follows: mohist metrics --format markdown -->\n\n"
CATALOGUE = load()
OWN = 'engine = "redis"\n[modules]\nformula = "info.module_count"\nwarning = "> 3"\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MOHIST_HOME", str(tmp_path))
    folder = tmp_path / "metrics"
    folder.mkdir()
    return folder


def listed(engine: str = "", form: str = "text") -> str:
    out = StringIO()
    assert list_metrics(engine, form, out) == ()
    return out.getvalue()


def test_the_page_is_as_the_catalogue_is() -> None:
    said = PAGE.read_text("utf-8").partition(BEHIND)[2]
    assert said == listed(form="markdown"), "python -m app metrics --format markdown"


def test_the_page_names_every_source() -> None:
    said = PAGE.read_text("utf-8")
    for family in Family:
        if family is not Family.CONSOLE:
            sources, tables = ", ".join(sorted(SOURCES[family])), ", ".join(sorted(TABLES[family]))
            assert f"| {FAMILY_NAMES[family]} | {sources} | {tables} |" in said


def test_the_example_of_the_page_can_be_read(tmp_path: Path) -> None:
    example = PAGE.read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "own.toml").write_text(example, "utf-8")
    names = [entry.metric.name for entry in read_file(tmp_path / "own.toml")]
    assert names == ["mysql.orders_waiting", "mysql.fsyncs"]


@pytest.mark.parametrize("engine", ["", "mysql", "mariadb", "oracle", "redis", "host"])
def test_a_line_for_each_metric(home: Path, engine: str) -> None:
    expected = CATALOGUE.of(Family(engine)) if engine else CATALOGUE.metrics.values()
    lines = listed(engine).splitlines()
    assert [line.split()[0] for line in lines] == [metric.name for metric in expected]
    document = json.loads(listed(engine, "json"))
    assert [each["name"] for each in document["metrics"]] == [metric.name for metric in expected]


def test_thresholds_stand_as_they_are_written(home: Path) -> None:
    said = {each["name"]: each for each in json.loads(listed(form="json"))["metrics"]}
    assert said["redis.evicted_keys"]["thresholds"] == {
        "otherwise": {"warning": ["> 0 for 5m"], "critical": ["> 100 for 1m"]},
        "cache": {"warning": [], "critical": []},
    }
    assert "> 0 for 5m; cache: none" in listed("redis")


def test_own_metrics_are_listed_and_their_troubles_told(home: Path) -> None:
    (home / "own.toml").write_text(OWN, "utf-8")
    (home / "bad.toml").write_text("engine = 3\n", "utf-8")
    out = StringIO()
    (trouble,) = list_metrics("redis", "text", out)
    assert "bad.toml" in str(trouble)
    assert "redis.modules" in out.getvalue()


def test_a_file_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    out = StringIO()
    check_metrics([str(path)], out)
    assert "1 metric, all right" in out.getvalue()
    path.write_text(OWN.replace("info.", ""), "utf-8")
    with pytest.raises(BadInput, match="line 3"):
        check_metrics([str(path)], out)


def test_the_command_line_lists_and_checks(home: Path) -> None:
    out, err = StringIO(), StringIO()
    assert main(["metrics", "--engine", "redis"], out, err) == 0
    assert "redis.ops_per_sec" in out.getvalue()
    own = home / "own.toml"
    own.write_text(OWN.replace("info.", ""), "utf-8")
    assert main(["metrics", "check", str(own)], out, err) == 2
    assert "own.toml, line 3" in err.getvalue()
    assert main(["metrics"], out, err) == 2, "a file of one's own that is wrong is not passed over"
