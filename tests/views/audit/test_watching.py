"""Files that are watched from the window: what changes is audited again by itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.flows.changed_files import Changes
from app.views.audit import AuditPage

from .conftest import Audit, SmallFlow, places, settle

Look = Callable[[], None]


@pytest.fixture
def look(qtbot: QtBot, page: AuditPage) -> Look:
    """Two looks: a file is taken once it stands still from one to the next."""
    watch = page.watching.scripts

    def looked() -> None:
        for _n in range(2):
            qtbot.waitUntil(lambda: watch._job is None)
            watch.look()
        qtbot.waitUntil(lambda: watch._job is None)
        settle(qtbot, page)

    return looked


def toggle(page: AuditPage) -> None:
    action = page.command_actions["watch"]
    action.refresh()
    action.trigger()


def test_what_changes_is_audited_again_by_itself(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, audited: Audit, scripts: Path, look: Look
) -> None:
    assert not page.command_actions["watch"].command.can, "there is nothing to watch"
    audited(scripts)
    toggle(page)
    assert page.command_actions["watch"].isChecked()
    assert page.bar.state.words == "Watching 2 files"
    look()
    assert len(flow.requests) == 1, "nothing changed"
    (scripts / "V2.sql").write_text("DELETE FROM orders;\n")
    (scripts / "V11__新.sql").write_text("UPDATE users;\n", "utf-8")
    look()
    assert flow.requests[-1].paths == (scripts / "V2.sql", scripts / "V11__新.sql")
    assert len(flow.requests) == 2, "both in one run"
    files = [file for file, _line in places(page)]
    assert files.count(str(Path("migrations/V2.sql"))) == 1
    assert files.count(str(Path("migrations/V11__新.sql"))) == 1
    assert page.bar.state.words.startswith("Watching 3 files  ·  2 audited again at ")
    toggle(page)
    assert page.bar.state.words == ""
    (scripts / "V2.sql").write_text("SELECT * FROM t;\n")
    page.watching.scripts.look()
    assert not page.watching.scripts.on
    assert len(flow.requests) == 2


def test_what_changed_before_it_is_watched_is_audited_too(
    page: AuditPage, flow: SmallFlow, audited: Audit, scripts: Path, look: Look
) -> None:
    audited(scripts)
    (scripts / "V2.sql").write_text("DELETE FROM orders; -- longer\n")
    toggle(page)
    look()
    assert flow.requests[-1].paths == (scripts / "V2.sql",)


def test_what_changes_while_an_audit_runs_waits_for_its_end(
    qtbot: QtBot, page: AuditPage, flow: SmallFlow, audited: Audit, scripts: Path
) -> None:
    audited(scripts)
    toggle(page)
    flow.gate.clear()
    page.session.run()
    page.watching._take(Changes((scripts / "V2.sql",)))
    page.watching._take(Changes((scripts / "V2.sql", scripts / "V10.sql")))
    assert len(flow.requests) <= 2
    flow.gate.set()
    qtbot.waitUntil(lambda: len(flow.requests) == 3)
    settle(qtbot, page)
    assert flow.requests[-1].paths == (scripts / "V2.sql", scripts / "V10.sql")


def test_what_is_gone_is_dropped_with_its_findings(
    page: AuditPage, flow: SmallFlow, audited: Audit, scripts: Path, look: Look
) -> None:
    audited(scripts)
    toggle(page)
    look()
    (scripts / "V2.sql").unlink()
    look()
    assert {file for file, _line in places(page)} == {str(Path("migrations/V10.sql"))}
    session = page.session
    assert [Path(path).name for path in session.files.desk.scripts] == ["V10.sql"]
    assert session.files.desk.totals == session.findings.store.totals
    assert session.files.desk.inputs[str(scripts)].counts == session.files.desk.totals
    assert not session.stale
    assert session.whole
    assert len(flow.requests) == 1, "no other file has to do with it"
    assert page.bar.state.words.startswith("Watching 1 file  ·  1 gone at ")


def test_it_follows_what_is_named_and_ends_with_it(
    page: AuditPage, flow: SmallFlow, audited: Audit, scripts: Path, tmp_path: Path, look: Look
) -> None:
    audited(scripts)
    toggle(page)
    other = tmp_path / "other.sql"
    other.write_text("SELECT 1;\n")
    audited(other)
    other.write_text("DELETE FROM orders;\n")
    look()
    assert flow.requests[-1].paths == (other,)
    page.session.remove([str(scripts), str(other)])
    assert not page.watching.on
    assert not page.command_actions["watch"].isChecked()


def test_what_shares_a_schema_is_audited_along_and_shown_once(
    qtbot: QtBot, real_page: AuditPage, tmp_path: Path
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "V1__first.sql").write_text("CREATE TABLE t (a INT PRIMARY KEY);\n")
    (folder / "V2__more.sql").write_text("ALTER TABLE t ADD COLUMN b INT;\n")
    (folder / "V3__again.sql").write_text("ALTER TABLE t ADD COLUMN b INT;\n")
    session = real_page.session
    real_page.take_files([folder])
    qtbot.waitUntil(lambda: session.whole, timeout=60_000)

    def rules(file: str) -> list[str]:
        store = session.findings.store
        return sorted(store.finding(n).rule for n in store.of_file(str(folder / file)))

    before = rules("V1__first.sql"), rules("V2__more.sql")
    assert "column-exists" in rules("V3__again.sql")
    (folder / "V3__again.sql").write_text("ALTER TABLE t ADD COLUMN c INT;\n")
    session.run_again([str(folder / "V3__again.sql")])
    qtbot.waitUntil(lambda: session.whole, timeout=60_000)
    assert "column-exists" not in rules("V3__again.sql")
    assert "column-missing" not in rules("V3__again.sql")
    assert (rules("V1__first.sql"), rules("V2__more.sql")) == before
    assert session.findings.store.totals.total() == len(session.findings.store)
    assert len(session.files.desk.scripts) == 3
