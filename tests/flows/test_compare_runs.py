"""Runs that are kept and compared: by hypothesis, and as a user does on the command line."""

import json
from collections import Counter
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli import main
from app.domain.audit_run import RunFinding
from app.domain.finding import Severity
from app.flows.compare_runs import compared

Answer = tuple[int, str, str]
OLD = "DELETE FROM 订单;\nSELECT * FROM 订单;\n"


@pytest.fixture
def mohist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Runs the command line in a folder of its own, with a home of its own, in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOHIST_HOME", str(tmp_path / "家"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")

    def run(*arguments: str) -> Answer:
        out, err = StringIO(), StringIO()
        return main(arguments, out, err), out.getvalue(), err.getvalue()

    return run


def finding(path: str, mark: str, line: int) -> RunFinding:
    return RunFinding(path, "r", mark, Severity.ERROR, line, "", "On {table}", (("table", "t"),))


findings = st.lists(
    st.builds(finding, st.sampled_from(["a.sql", "库/b.sql"]), st.sampled_from(["1", "2", ""]),
              st.integers(1, 9)),
    max_size=12,
)  # fmt: skip


def names(each: tuple[RunFinding, ...] | list[RunFinding]) -> Counter[tuple[str, ...]]:
    return Counter((one.path, one.mark) for one in each)


@given(findings, findings)
def test_every_finding_is_told_once(before: list[RunFinding], after: list[RunFinding]) -> None:
    new, gone, still = compared(before, after)
    assert Counter(new) + Counter(still) == Counter(after)
    assert names(still) == names(before) & names(after)
    assert names(gone) == names(before) - names(after)
    assert names(new) == names(after) - names(before)
    back = compared(after, before)
    assert (back.new, back.gone, names(back.still)) == (gone, new, names(still))


@given(findings, st.randoms(use_true_random=False))
def test_lines_and_order_are_nothing_new(before: list[RunFinding], random: object) -> None:
    after = [finding(one.path, one.mark, one.line + 7) for one in before]
    random.shuffle(after)  # type: ignore[attr-defined]
    assert compared(before, after) == ((), (), tuple(after))


def test_from_run_to_run(mohist: Callable[..., Answer], tmp_path: Path) -> None:
    assert mohist("runs") == (0, "No run is kept yet: mohist audit PATH --keep keeps one.\n", "")
    assert mohist("runs", "compare")[0] == 2
    folder = tmp_path / "库"
    folder.mkdir()
    script = folder / "迁移 1.sql"
    script.write_text(OLD, "utf-8")
    assert mohist("audit", "库", "--keep", "--fail-on", "never")[2] == "This is run 1.\n"
    script.write_text("-- moved\n\nDELETE FROM 订单;\nDELETE FROM 明细;\n", "utf-8")
    said = mohist("audit", str(folder), "--keep")[2]
    assert said == "This is run 2; since run 1: 1 new, 1 gone.\n"

    code, listed, _err = mohist("runs")
    head, _columns, first, second = listed.splitlines()
    assert code == 0
    assert head == str(folder)
    assert first.split()[:1] == ["1"]
    assert second.split()[:1] == ["2"]
    assert first.endswith("█")
    assert second.split()[3:6] == ["2", "0", "0"]

    code, told, _err = mohist("runs", "compare")
    assert code == 1
    new, gone, still = (part.splitlines() for part in told.split("\n\n")[2:])
    assert new[0] == "New: 1"
    assert gone[0] == "Gone: 1"
    assert still == ["Still there: 1"]
    assert new[1].startswith("  迁移 1.sql:4  error  dml-require-where  ")
    assert "明细" in new[1]
    assert gone[1].startswith("  迁移 1.sql:2  notice  query-no-select-star  ")

    code, text, _err = mohist("runs", "compare", "2", "1", "--format", "json")
    document = json.loads(text)
    assert code == 1
    assert (document["before"]["number"], document["after"]["number"]) == (2, 1)
    assert [one["rule"] for one in document["new"]] == ["query-no-select-star"]
    assert [one["line"] for one in document["gone"]] == [4]
    assert [one["path"] for one in document["still"]] == ["迁移 1.sql"]
    assert mohist("runs", "compare", "2", "2")[0] == 0
    assert "no other run" in mohist("runs", "compare", "2")[2]
    assert "no run 7" in mohist("runs", "compare", "7")[2]


def test_a_baseline_still_holds_in_a_run(mohist: Callable[..., Answer], tmp_path: Path) -> None:
    script = tmp_path / "a.sql"
    script.write_text(OLD, "utf-8")
    mohist("audit", "a.sql", "--write-baseline", "known.json")
    script.write_text(OLD + "DELETE FROM 明细;\n", "utf-8")
    mohist("audit", "a.sql", "--baseline", "known.json", "--keep")
    mohist("audit", "a.sql", "--keep")
    runs = json.loads(mohist("runs", "--format", "json")[1])["runs"]
    assert [(run["error"], run["notice"], run["suppressed"]) for run in runs] == [
        (1, 0, 2), (2, 1, 0),
    ]  # fmt: skip
    document = json.loads(mohist("runs", "compare", "--format", "json")[1])
    assert [len(document[name]) for name in ("new", "gone", "still")] == [2, 0, 1]


def test_a_damaged_run_is_told_and_the_others_listed(
    mohist: Callable[..., Answer], tmp_path: Path
) -> None:
    (tmp_path / "a.sql").write_text(OLD, "utf-8")
    for _n in range(2):
        mohist("audit", "a.sql", "--keep")
    last = next((tmp_path / "家" / "data" / "runs").glob("000002-*"))
    last.write_bytes(b"nothing of the kind")
    code, out, err = mohist("runs")
    assert code == 2
    assert "Run 2 cannot be read" in err
    assert last.name in err
    assert out.splitlines()[-1].split()[0] == "1"
    said = mohist("audit", "a.sql", "--keep")[2]
    assert said.startswith("This is run 3. Run 2 cannot be read")
    assert mohist("runs", "compare", "1", "3")[0] == 0
    assert mohist("runs", "compare")[0] == 0
