"""Plans that are kept: a change is seen, whatever ends the program."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import StoreTrouble
from app.domain.plan import Plan
from app.plans import read_plan
from app.plans.identity import digest_of
from app.store.console import plans
from app.store.console.plans import PlanStore
from tests.plans import samples

STATEMENT = "SELECT * FROM orders WHERE id = 7"


def plan(text: str = samples.TREE, statement: str = STATEMENT) -> Plan:
    found = read_plan(text)
    digest = digest_of(statement, found.dialect)
    return replace(found, statement=statement, schema="shop", digest=digest, version="MySQL 9")


SCANS = "-> Table scan on orders  (cost=1 rows={rows})\n"
LOOKS_UP = "-> Index lookup on orders using PRIMARY (id = 7)  (cost=1 rows=1)\n"


def test_a_change_of_plan_is_seen_and_other_figures_are_none(tmp_path: Path) -> None:
    store = PlanStore(tmp_path)
    first = store.keep(plan(LOOKS_UP), "db1", 100.0)
    assert first is not None
    assert first.before is None
    again = store.keep(plan(LOOKS_UP, "select  * from orders where id = 8 -- x"), "db1", 200.0)
    assert again is not None
    assert (again.before, again.now.times, again.now.first, again.now.last) == (None, 2, 100, 200)
    other = store.keep(plan(SCANS.format(rows=5)), "db2", 250.0)
    assert other is not None
    assert other.before is None  # another instance
    changed = PlanStore(tmp_path).keep(plan(SCANS.format(rows=9)), "db1", 300.0)
    assert changed is not None
    assert changed.before is not None
    assert (changed.before.raw, changed.before.last) == (LOOKS_UP, 200.0)
    more = store.keep(plan(SCANS.format(rows=900)), "db1", 400.0)
    assert more is not None
    assert more.before is None
    digest = changed.now.digest
    assert [kept.last for kept in store.of(digest, "db1", "shop")] == [400, 200]
    assert len(store.of(digest)) == 3
    store.forget(digest)
    assert store.of(digest) == ()


def test_what_cannot_be_known_again_is_not_kept(tmp_path: Path) -> None:
    store = PlanStore(tmp_path)
    assert store.keep(replace(plan(), digest=""), "db1", 1.0) is None
    assert store.keep(replace(plan(), raw="x" * (plans.LONGEST + 1)), "db1", 1.0) is None


def test_it_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "MOST", 6)
    monkeypatch.setattr(plans, "MOST_OF_ONE", 4)
    store = PlanStore(tmp_path)
    for turn in range(9):
        store.keep(plan(LOOKS_UP if turn % 2 else SCANS.format(rows=1)), "db1", float(turn))
    assert [kept.first for kept in store.of(plan().digest)] == [8, 7, 6, 5]
    for turn in range(5):
        store.keep(plan(LOOKS_UP, f"SELECT {'a' * (turn + 1)} FROM t"), "db1", 100.0 + turn)
    assert len(store.of(plan().digest)) == 1


def test_a_killed_program_leaves_whole_plans(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.store.console.test_plans import *\n"
        "store = PlanStore(Path(sys.argv[1]))\n"
        "for turn in range(10**6):\n"
        "    store.keep(plan(LOOKS_UP if turn % 2 else SCANS.format(rows=1)), 'db1', float(turn))\n"
        "    print(turn, flush=True)\n"
    )
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=root, text=True
    ) as program:
        assert program.stdout is not None
        for line in program.stdout:
            if int(line) == 7:
                break
        program.send_signal(signal.SIGKILL)
    kept = PlanStore(tmp_path).of(plan().digest)
    assert max(each.first for each in kept) >= 7
    assert all(read_plan(each.raw) for each in kept)


def test_a_file_that_is_damaged_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "plans.sqlite").write_bytes(b"no database at all" * 100)
    assert PlanStore(tmp_path).keep(plan(), "db1", 1.0) is not None
    assert (tmp_path / "plans.sqlite.damaged").exists()


def test_a_file_out_of_reach_is_said(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a file where a folder should be")
    with pytest.raises(StoreTrouble, match="plans"):
        PlanStore(tmp_path / "there").keep(plan(), "db1", 1.0)
