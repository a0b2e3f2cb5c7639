"""Audits of real files, in this process and in others."""

import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.dialect import Dialect
from app.domain.errors import BadProfile, UnreadableInput
from app.domain.finding import FileFailure, FileReport, Finding
from app.domain.input_kind import InputKind
from app.domain.result import AuditResult
from app.flows.audit_files import Request, audit_files
from app.flows.collect import Collector
from app.flows.events import (
    Counting,
    Event,
    Explaining,
    Failed,
    Finished,
    Found,
    Gathered,
    Progress,
    Started,
)

BAD = "DELETE FROM orders;\n"
MODES = pytest.mark.parametrize("jobs", [1, 2])
linux = pytest.mark.skipif(
    not Path("/proc").exists(), reason="the reader of a pipe is found in /proc"
)


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def result_of(events: Iterator[Event]) -> AuditResult:
    collector = Collector()
    for event in events:
        collector.take(event)
    return collector.result()


def request(*paths: Path, jobs: int = 1) -> Request:
    return Request(paths=paths, dialect=Dialect.MYSQL, profile="default", jobs=jobs)


@MODES
def test_each_file_is_told_of_in_order(tmp_path: Path, jobs: int) -> None:
    """Started first, then progress before any finding, and its report last."""
    for n in range(4):
        write(tmp_path, f"{n}.sql", BAD * n)
    events = list(audit_files(request(tmp_path, jobs=jobs)))
    assert events[0] == Gathered(4, len(BAD) * 6)
    for n in range(4):
        path = str(tmp_path / f"{n}.sql")
        mine = [event for event in events if path_of(event) == path]
        assert mine[0] == Started(path, len(BAD) * n)
        assert isinstance(mine[1], Progress)
        assert isinstance(mine[-1], Finished)
        assert mine[-1].report.statements == n
        assert {type(event) for event in mine[2:-1]} <= {Found, Progress}


def path_of(event: Event) -> str:
    match event:
        case Finished():
            return event.report.path
        case Failed():
            return event.failure.path
        case Gathered() | Counting() | Explaining():
            return ""
    return event.path


@MODES
def test_many_findings_come_in_batches(tmp_path: Path, jobs: int) -> None:
    paths = [write(tmp_path, f"{n}.sql", BAD * 3_000) for n in range(2)]
    events = list(audit_files(request(*paths, jobs=jobs)))
    sizes = [len(event.findings) for event in events if isinstance(event, Found)]
    assert sum(sizes) >= 6_000
    assert max(sizes) <= 500
    shares = [e.share for e in events if isinstance(e, Progress) and e.path == str(paths[0])]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


@MODES
def test_one_file_that_is_no_text_fails_and_the_others_go_on(tmp_path: Path, jobs: int) -> None:
    for n in range(19):
        write(tmp_path, f"{n}.sql", BAD)
    (tmp_path / "photo.sql").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    result = result_of(audit_files(request(tmp_path, jobs=jobs)))
    assert [Path(failure.path).name for failure in result.failures] == ["photo.sql"]
    assert len(result.files) == 19
    assert result.counts().error == 19


@MODES
def test_a_damaged_place_keeps_what_was_found(tmp_path: Path, jobs: int) -> None:
    text = f"-- 清空订单表\n{BAD}".encode() * 5_000
    (tmp_path / "a.sql").write_bytes(text + b"-- \xff\xff\n" + text)
    write(tmp_path, "b.sql", BAD)
    result = result_of(audit_files(request(tmp_path, jobs=jobs)))
    (failure,) = result.failures
    assert failure.path == str(tmp_path / "a.sql")
    assert result.files[0].report.path == str(tmp_path / "a.sql")
    assert len(result.files[0].findings) >= 10_000


@MODES
def test_a_file_that_vanishes_fails_alone(tmp_path: Path, jobs: int) -> None:
    write(tmp_path, "a.sql", BAD)
    write(tmp_path, "b.sql", BAD)
    with closing(audit_files(request(tmp_path, jobs=jobs))) as events:
        assert isinstance(next(events), Gathered)
        (tmp_path / "b.sql").unlink()
        result = result_of(events)
    assert result.failures == (
        FileFailure(str(tmp_path / "b.sql"), "There is no such file or folder."),
    )
    assert len(result.files) == 1


@linux
def test_a_killed_process_fails_its_own_file_only(tmp_path: Path) -> None:
    """The first file is a pipe without an end: its process is in the middle of it for sure."""
    os.mkfifo(tmp_path / "endless")
    others = [write(tmp_path, f"{n}.sql", BAD) for n in range(5)]
    outcome: list[AuditResult] = []
    with closing(audit_files(request(tmp_path / "endless", *others, jobs=2))) as events:
        seen: list[Event] = []
        while not any(isinstance(event, Started) for event in seen):
            seen.append(next(events))
        writer = threading.Thread(target=feed, args=(tmp_path / "endless", kill_the_reader))
        writer.start()
        outcome.append(result_of(iter([*seen, *events])))
        writer.join()
    (result,) = outcome
    (failure,) = result.failures
    assert failure.path == str(tmp_path / "endless")
    assert "was killed" in failure.message
    assert {file.report.path for file in result.files if file.findings} >= set(map(str, others))


def feed(pipe: Path, then: Callable[[], None]) -> None:
    """Write until the reader has taken more than a pipe holds, then do `then`."""
    with pipe.open("wb", buffering=0) as file:
        file.write(BAD.encode() * 50_000)
        then()


def kill_the_reader() -> None:
    """Of our children the one that has a named pipe open."""
    for child in multiprocessing.active_children():
        for link in Path(f"/proc/{child.pid}/fd").iterdir():
            if link.exists() and link.resolve().name == "endless":
                os.kill(child.pid or 0, signal.SIGKILL)
                return
    raise AssertionError("nobody reads the pipe")


@MODES
def test_stopping_keeps_what_was_found_and_says_what_broke_off(tmp_path: Path, jobs: int) -> None:
    paths = [write(tmp_path, f"{n}.sql", BAD * 20_000) for n in range(3)]
    found: Counter[str] = Counter()
    stop_asked: list[float] = []

    def stopped() -> bool:
        if found.total() > 2_000 and not stop_asked:
            stop_asked.append(time.monotonic())
        return bool(stop_asked)

    collector = Collector()
    for event in audit_files(request(*paths, jobs=jobs), stopped):
        collector.take(event)
        if isinstance(event, Found):
            found[event.path] += len(event.findings)
    assert time.monotonic() - stop_asked[0] < 0.5
    result = collector.result(stopped=True)
    assert len(result.failures) in (1, 2)
    said = {(failure.message, failure.stopped) for failure in result.failures}
    assert said == {("It was stopped before its end.", True)}
    kept = {file.report.path: len(file.findings) for file in result.files}
    assert kept == {path: found[path] for path in kept}
    assert sum(kept.values()) == found.total()


def test_closing_ends_all_processes_at_once(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{n}.sql", BAD * 20_000) for n in range(3)]
    events = audit_files(request(*paths, jobs=2))
    while not isinstance(next(events), Found):
        pass
    begun = time.monotonic()
    events.close()
    assert time.monotonic() - begun < 0.5


def test_a_window_is_given_another_process_even_for_little(tmp_path: Path) -> None:
    write(tmp_path, "a.sql", BAD)
    little = Request(paths=(tmp_path,), responsive=True)
    with closing(audit_files(little)) as events:
        while not isinstance(next(events), Started):
            pass
        assert len(multiprocessing.active_children()) == 1


def test_a_profile_or_ddl_that_cannot_be_read_ends_it_before_it_begins(tmp_path: Path) -> None:
    write(tmp_path, "a.sql", BAD)
    with pytest.raises(BadProfile):
        next(audit_files(Request(paths=(tmp_path,), profile=str(tmp_path / "none.toml"))))
    with pytest.raises(UnreadableInput):
        next(audit_files(Request(paths=(tmp_path,), schema=(tmp_path / "none.sql",))))


def test_a_fault_of_ours_fails_its_file_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.sql", BAD)
    write(tmp_path, "b.sql", BAD * 2)
    monkeypatch.setattr("app.flows.audit_one.pieces", fails_on_short_texts)
    result = result_of(audit_files(request(tmp_path)))
    (failure,) = result.failures
    assert "ZeroDivisionError" in failure.message
    assert "Traceback" in caplog.text
    assert [Path(file.report.path).name for file in result.files if file.findings] == []


def fails_on_short_texts(
    _kind: InputKind, chunks: Iterator[str], _dialect: Dialect, _elsewhere: object
) -> Iterator[object]:
    if len("".join(chunks)) < 30:
        raise ZeroDivisionError
    return iter(())


def test_the_result_is_in_natural_order_whatever_came_first() -> None:
    def report(name: str) -> FileReport:
        return FileReport(name, Dialect.MYSQL, "utf-8", 1, 1, 0.0)

    collector = Collector()
    for name in ("V10.sql", "V9.sql", "a/V1.sql"):
        collector.take(Finished(report(name)))
        collector.take(Failed(FileFailure(name, "no")))
    result = collector.result()
    names = [file.report.path for file in result.files]
    assert (
        names == [failure.path for failure in result.failures] == ["a/V1.sql", "V9.sql", "V10.sql"]
    )


def test_every_severity_of_the_sample_is_there() -> None:
    """The sample in the empty page shows what the audit can do, in both dialects."""
    from app.paths import resource

    result = result_of(audit_files(Request(paths=(resource("samples"),), profile="default")))
    rules: dict[Dialect, set[str]] = {}
    findings: list[Finding] = []
    for file in result.files:
        rules.setdefault(file.report.dialect, set()).update(f.rule for f in file.findings)
        findings += file.findings
    assert result.failures == ()
    assert len(rules[Dialect.MYSQL]) >= 25
    assert len(rules[Dialect.ORACLE]) >= 8
    assert len({finding.severity for finding in findings}) == 3
    assert any(finding.suppressed for finding in findings)
    assert {file.report.encoding for file in result.files} == {"utf-8", "gb18030"}


def test_the_profile_tells_dialect_and_encoding_unless_the_user_does(tmp_path: Path) -> None:
    profile = write(
        tmp_path,
        "mohist.toml",
        '[[paths]]\nmatch = "ora/*"\ndialect = "oracle"\nencoding = "gb18030"\n',
    )
    (tmp_path / "ora").mkdir()
    script = write(tmp_path / "ora", "a.sql", BAD)
    asked = Request(paths=(script,), jobs=1)
    by_file = result_of(audit_files(asked)).files[0].report
    assert (by_file.dialect, by_file.encoding) == (Dialect.ORACLE, "gb18030")
    told = replace(asked, profile=str(profile), dialect=Dialect.MARIADB, encoding="big5")
    by_user = result_of(audit_files(told)).files[0].report
    assert (by_user.dialect, by_user.encoding) == (Dialect.MARIADB, "big5")


def test_mappers_of_a_folder_know_the_fragments_of_each_other(tmp_path: Path) -> None:
    write(
        tmp_path, "One.xml", '<mapper namespace="s.One"><sql id="f">WHERE a = NULL</sql></mapper>'
    )
    inside = '<select id="x">SELECT b FROM t <include refid="s.One.f"/></select>'
    write(tmp_path, "Two.xml", f'<mapper namespace="s.Two">{inside}</mapper>')
    write(tmp_path, "pom.xml", "<project/>")
    write(tmp_path, "Three.xml", "<mapper><delete>DELETE FROM t</delete>")
    result = result_of(audit_files(request(tmp_path)))
    found = {Path(file.report.path).name: rules_of(file.findings) for file in result.files}
    assert found["One.xml"] == set()
    assert "query-equal-null" in found["Two.xml"]
    assert "mybatis-unknown-fragment" not in found["Two.xml"]
    assert "dml-require-where" in found["Three.xml"]
    (failure,) = result.failures
    assert failure.path.endswith("Three.xml")
    assert "XML" in failure.message


def rules_of(findings: Iterable[Finding]) -> set[str]:
    return {finding.rule for finding in findings}
