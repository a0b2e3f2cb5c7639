"""Inputs, scripts, and what is known of them."""

from collections import Counter
from pathlib import Path

import pytest

from app.domain.dialect import Dialect
from app.domain.finding import FileFailure, FileReport, Finding, Level, Position, Severity
from app.flows.events import Failed, Finished, Found, Gathered, Progress, Started
from app.models.desk import Desk, FileState
from app.models.findings_store import SUPPRESSED

HERE = "/srv"
FOLDER = f"{HERE}/migrations"
V2, V10 = f"{FOLDER}/V2.sql", f"{FOLDER}/V10.sql"
ALONE = f"{HERE}/alone.sql"


def finding(severity: Severity, suppressed: str | None = None) -> Finding:
    at = Position(1, 1, 0)
    return Finding("r", severity, Level.TEXT, "", (), 0, "", at, at, suppressed)


def report(path: str) -> FileReport:
    return FileReport(path, Dialect.MYSQL, "utf-8", 3, 2, 0.1)


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.add([FOLDER, ALONE])
    made.begin([FOLDER, ALONE])
    for path in (V10, V2, ALONE):
        made.take(Started(path, 10))
    made.take(Found(V2, (finding(Severity.ERROR), finding(Severity.NOTICE, "so be it"))))
    made.take(Finished(report(V2)))
    return made


def test_scripts_stand_under_their_input_as_a_person_sorts(desk: Desk) -> None:
    assert [script.path for script in desk.inputs[FOLDER].scripts] == [V2, V10]
    assert desk.inputs[ALONE].is_file
    assert not desk.inputs[FOLDER].is_file


def test_counts_are_kept_for_script_input_and_all(desk: Desk) -> None:
    expected = {Severity.ERROR: 1, SUPPRESSED: 1}
    for counts in (desk.scripts[V2].counts, desk.inputs[FOLDER].counts, desk.totals):
        assert +counts == expected
    assert not +desk.inputs[ALONE].counts
    desk.recount(V2, Counter({SUPPRESSED: 2}))
    assert +desk.totals == +desk.inputs[FOLDER].counts == {SUPPRESSED: 2}


def test_states_follow_the_events(desk: Desk) -> None:
    assert desk.scripts[V2].state is FileState.DONE
    assert desk.scripts[V10].state is FileState.RUNNING
    desk.take(Progress(V10, 0.5, report(V10)))
    assert desk.scripts[V10].share == 0.5
    assert desk.scripts[V10].report == report(V10)
    desk.take(Failed(FileFailure(V10, "The file is not text.")))
    assert desk.scripts[V10].state is FileState.FAILED
    assert desk.scripts[V10].failure == "The file is not text."


def test_what_is_counted_is_what_is_there_whatever_happens(desk: Desk) -> None:
    def check() -> None:
        scripts = desk.scripts.values()
        assert {state: n for state, n in desk.states.items() if n} == Counter(
            script.state for script in scripts
        )
        told = [script.report for script in scripts if script.report]
        assert desk.reports == len(told)
        assert desk.statements == sum(each.statements for each in told)
        assert desk.parsed == sum(each.fully_parsed for each in told)
        assert +desk.totals == sum((script.counts for script in scripts), Counter())

    check()
    desk.take(Progress(V10, 0.5, report(V10)))
    desk.take(Failed(FileFailure(V10, "It was stopped before its end.", stopped=True)))
    desk.take(Failed(FileFailure(ALONE, "The file is not text.")))
    check()
    desk.end([FOLDER, ALONE])
    with_one_stopped = desk.whole
    desk.begin_again([V2, V10])
    check()
    for path in (V2, V10):
        desk.take(Finished(report(path)))
    assert (with_one_stopped, desk.whole) == (False, True)
    assert desk.drop([V10, ALONE, f"{FOLDER}/V11.sql"]) == {V10}, "who named it keeps it"
    check()
    desk.begin([FOLDER])
    check()
    desk.remove([ALONE])
    check()


def test_an_event_tells_whom_it_is_about(desk: Desk) -> None:
    assert desk.take(Gathered(1, 1)) == ""
    assert desk.take(Started(V2, 1)) == V2
    assert desk.take(Finished(report(V2))) == V2


def test_what_is_there_is_not_added_twice(desk: Desk) -> None:
    assert desk.add([V2, FOLDER, ALONE, f"{HERE}/b.sql"]) == [f"{HERE}/b.sql"]


def test_removing_an_input_takes_its_scripts_along(desk: Desk) -> None:
    assert desk.remove([FOLDER]) == {V2, V10}
    assert list(desk.scripts) == [ALONE]
    assert not +desk.totals
    assert desk.remove([FOLDER]) == set()


def test_beginning_forgets_what_came_before(desk: Desk) -> None:
    assert desk.begin([FOLDER]) == {V2, V10}
    assert not +desk.totals
    assert desk.inputs[FOLDER].scripts == []
    assert ALONE in desk.scripts


def test_auditing_a_script_again_forgets_its_findings_only(desk: Desk) -> None:
    desk.begin_again([V2])
    assert desk.scripts[V2].state is FileState.WAITING
    assert not +desk.inputs[FOLDER].counts
    assert [script.path for script in desk.inputs[FOLDER].scripts] == [V2, V10]


def test_an_input_without_scripts_is_fruitless_only_after_the_audit() -> None:
    desk = Desk()
    desk.add([FOLDER])
    desk.begin([FOLDER])
    assert not desk.inputs[FOLDER].fruitless
    desk.end([FOLDER, "removed meanwhile"])
    assert desk.inputs[FOLDER].fruitless


def test_titles(desk: Desk) -> None:
    assert desk.title(FOLDER) == "migrations"
    assert desk.title(V2) == str(Path("migrations/V2.sql"))
    assert desk.title(ALONE) == "alone.sql"
    assert desk.scripts[V2].name == "V2.sql"
    pasted = f"{HERE}/tmp/pasted-1.sql"
    desk.add([pasted], {pasted: "Pasted at 03:12:55"})
    assert desk.title(pasted) == "Pasted at 03:12:55"


def test_the_root_is_an_input_like_any_other() -> None:
    desk = Desk()
    desk.add(["/"])
    assert desk.input_of(V2) == "/"
    desk.take(Started(V2, 1))
    assert desk.scripts[V2].name == "srv/migrations/V2.sql"
