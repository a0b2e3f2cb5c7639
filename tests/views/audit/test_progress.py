"""How far an audit is."""

from app.domain.dialect import Dialect
from app.domain.finding import FileFailure, FileReport
from app.flows.events import Failed, Finished, Gathered, Progress, Started
from app.views.audit.progress import RunProgress


def report(path: str) -> FileReport:
    return FileReport(path, Dialect.MYSQL, "utf-8", 1, 1, 0.1)


def test_the_share_is_that_of_the_bytes() -> None:
    progress = RunProgress()
    assert progress.share == 0
    progress.take([Gathered(2, 1_000), Started("a", 900), Started("b", 100)])
    progress.take([Progress("a", 0.5, report("a"))])
    assert progress.share == 0.45
    progress.take([Progress("a", 0.2, report("a"))])  # never back
    assert progress.share == 0.45
    progress.take([Finished(report("b"))])
    assert (progress.share, progress.files) == (0.55, 1)
    progress.take([Finished(report("a")), Failed(FileFailure("a", "It broke off."))])
    assert (progress.share, progress.files) == (1.0, 2)


def test_empty_files_count_by_their_number() -> None:
    progress = RunProgress()
    progress.take([Gathered(2, 0), Started("a", 0), Started("b", 0), Finished(report("a"))])
    assert progress.share == 0.5


def test_what_failed_before_it_began_counts_for_nothing() -> None:
    progress = RunProgress()
    progress.take([Gathered(0, 0), Failed(FileFailure("gone", "There is no such file."))])
    assert (progress.share, progress.files) == (0.0, 0)
