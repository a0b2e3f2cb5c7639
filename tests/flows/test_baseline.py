"""A baseline: what was there before does not count, wherever it stands now."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit import baseline
from app.domain.errors import BadProfile
from app.domain.result import AuditResult
from app.flows.audit_files import Request, audit_files
from app.flows.collect import Collector

OLD = "DELETE FROM orders;\nSELECT * FROM orders;\n"


def audited(request: Request) -> AuditResult:
    collector = Collector()
    for event in audit_files(request):
        collector.take(event)
    return collector.result()


def kept(folder: Path, name: str = "mohist-baseline.json") -> Path:
    """Write what is found in `folder` now."""
    target = folder / name
    result = audited(Request(paths=(folder,), marked=True))
    with target.open("w", encoding="utf-8") as out:
        baseline.write(result, folder, out)
    return target


def counted(folder: Path, path: Path | None) -> list[tuple[str, int]]:
    """The rules and lines that still count."""
    result = audited(Request(paths=(folder,), baseline=path))
    return [
        (finding.rule, finding.start.line)
        for file in result.files
        for finding in file.findings
        if finding.suppressed is None
    ]


def test_what_was_there_does_not_count_wherever_it_stands(tmp_path: Path) -> None:
    script = tmp_path / "订单.sql"
    script.write_text(OLD, "utf-8")
    path = kept(tmp_path)
    assert counted(tmp_path, path) == []
    script.write_text("-- moved\n\nSELECT id FROM t WHERE id = 1;\n" + OLD, "utf-8")
    assert counted(tmp_path, path) == []
    script.write_text(OLD + "DELETE  FROM\n  orders;\nDELETE FROM items;\n", "utf-8")
    assert counted(tmp_path, path) == [("dml-require-where", 3), ("dml-require-where", 5)]


def test_another_file_is_not_this_one(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(OLD, "utf-8")
    path = kept(tmp_path)
    (tmp_path / "b.sql").write_text(OLD, "utf-8")
    assert [rule for rule, _line in counted(tmp_path, path)] == [
        "dml-require-where",
        "query-no-select-star",
    ]


def test_the_profile_names_it_and_paths_are_seen_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "db"
    scripts.mkdir()
    (scripts / "a.sql").write_text(OLD, "utf-8")
    kept(tmp_path)
    (tmp_path / "mohist.toml").write_text('baseline = "mohist-baseline.json"\n', "utf-8")
    monkeypatch.chdir(scripts)
    assert counted(Path(), None) == []
    listed = json.loads((tmp_path / "mohist-baseline.json").read_text("utf-8"))["findings"]
    assert {entry["path"] for entry in listed} == {"db/a.sql"}


def test_a_suppressed_finding_needs_no_baseline(tmp_path: Path) -> None:
    marked = "-- mohist: ignore dml-require-where every night\nDELETE FROM orders;\n"
    (tmp_path / "a.sql").write_text(marked, "utf-8")
    assert json.loads(kept(tmp_path).read_text("utf-8"))["findings"] == []


def test_it_is_read_however_it_is_laid_out(tmp_path: Path) -> None:
    script = tmp_path / "a.sql"
    script.write_text(OLD + OLD, "utf-8")
    path = kept(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=4), "utf-8")
    assert counted(tmp_path, path) == []
    head, rest = kept(tmp_path).read_text("utf-8").split("\n", 1)
    path.write_text(f"{head}\n{rest.replace(chr(10), ' ')}", "utf-8")
    assert counted(tmp_path, path) == []


def test_nothing_found_is_a_baseline_too(tmp_path: Path) -> None:
    script = tmp_path / "a.sql"
    script.write_text("SELECT 1;\n", "utf-8")
    path = kept(tmp_path)
    script.write_text("SELECT 1;\nDELETE FROM orders;\n", "utf-8")
    assert counted(tmp_path, path) == [("dml-require-where", 2)]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 9}', '{"version":1,"findings":[1]}'])
def test_what_is_none_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadProfile) as heard:
        baseline.read(path)
    assert "b.json" in str(heard.value)
    with pytest.raises(BadProfile):
        baseline.read(tmp_path / "none.json")


@given(st.binary(max_size=200))
def test_no_file_is_too_odd(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "odd.json"
    path.write_bytes(content)
    with pytest.raises(BadProfile):
        baseline.read(path)
