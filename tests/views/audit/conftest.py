"""A page over a small flow, and scripts to audit."""

import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from pytestqt.qtbot import QtBot

from app.domain.dialect import Dialect
from app.domain.finding import FileFailure, FileReport, Finding, Level, Severity
from app.flows.audit_files import Request
from app.flows.events import Event, Failed, Finished, Found, Gathered, Progress, Started
from app.flows.gather import gather
from app.models.findings_order import Column
from app.models.preferences import Preferences
from app.sql.lines import Lines
from app.store.runs import RunStore
from app.views.audit import AuditPage

Stopped: TypeAlias = Callable[[], bool]
Audit: TypeAlias = Callable[..., None]
"""Audits the paths it is given on the page, and waits for the end."""
DANGER = {"DELETE": Severity.ERROR, "UPDATE": Severity.WARNING, "SELECT": Severity.NOTICE}
RULES = {
    "DELETE": "dml-require-where",
    "UPDATE": "ddl-no-truncate",
    "SELECT": "query-no-select-star",
}


class SmallFlow:
    """Finds something in every line that begins with DELETE, UPDATE or SELECT.

    A script called `bad…` fails. While `gate` is closed it stops before the end of each script.
    """

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.requests: list[Request] = []
        self.error: Exception | None = None

    def __call__(
        self, request: Request, stopped: Stopped = lambda: False
    ) -> Generator[Event, None, None]:
        self.requests.append(request)
        if self.error:
            raise self.error
        scripts, failures = gather(request.paths)
        yield Gathered(len(scripts), sum(script.size for script in scripts))
        for failure in failures:
            yield Failed(failure)
        for script in scripts:
            if stopped():
                return
            yield from self._audit(script.name, script.path, script.size, stopped)

    def _audit(
        self, name: str, path: Path, size: int, stopped: Stopped
    ) -> Generator[Event, None, None]:
        yield Started(name, size)
        if path.name.startswith("bad"):
            yield Failed(FileFailure(name, "The file is not text. Name its encoding."))
            return
        text = path.read_bytes().decode(errors="replace")
        report = FileReport(name, Dialect.MYSQL, "utf-8", text.count(";"), text.count(";"), 0.1)
        yield Progress(name, 0.5, report)
        yield Found(name, tuple(findings_of(text)))
        while not self.gate.wait(0.001) and not stopped():
            pass
        yield Finished(report)
        if stopped():
            yield Failed(FileFailure(name, "It was stopped before its end.", stopped=True))


def findings_of(text: str) -> Iterator[Finding]:
    """What the small flow finds in a text."""
    lines, at = Lines(text), 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        verb = line.split(" ")[0]
        if verb in DANGER:
            end = at + len(line.rstrip("\r\n;"))
            yield Finding(
                RULES[verb],
                DANGER[verb],
                Level.TEXT,
                "{verb} on line {line}",
                (("verb", verb), ("line", str(number + 1))),
                number,
                line.rstrip("\r\n;").split(" ")[-1],
                lines.position(at),
                lines.position(end),
                "agreed" if "-- ok" in line else None,
            )
        at += len(line)


@pytest.fixture
def flow() -> SmallFlow:
    return SmallFlow()


@pytest.fixture
def preferences(qapp: object, tmp_path: Path) -> Iterator[Preferences]:
    made = Preferences(tmp_path / "settings.json")
    yield made
    made.finish()


@pytest.fixture
def page(
    qtbot: QtBot, preferences: Preferences, flow: SmallFlow, tmp_path: Path
) -> Iterator[AuditPage]:
    made = AuditPage(preferences, RunStore(tmp_path / "runs"), flow)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    for action in made.command_actions.values():  # as the window does
        made.changed.connect(action.refresh)
    yield made
    flow.gate.set()
    made.shut()


@pytest.fixture
def real_page(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> Iterator[AuditPage]:
    """A page over the audit itself, with its processes."""
    made = AuditPage(preferences, RunStore(tmp_path / "runs"))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shut()


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A folder with two scripts: five findings, one of them suppressed."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "V2.sql").write_text("SELECT * FROM 日志😀;\nDELETE FROM orders;\n", "utf-8")
    (folder / "V10.sql").write_text(
        "UPDATE users;\nDELETE FROM users;\n-- nothing\nSELECT 1 -- ok\n", "utf-8"
    )
    return folder


@pytest.fixture
def audited(qtbot: QtBot, page: AuditPage) -> Audit:
    """Adds paths to the page and waits until they are audited and shown."""

    def audit(*paths: Path) -> None:
        page.take_files(paths)
        settle(qtbot, page)

    return audit


def settle(qtbot: QtBot, page: AuditPage) -> None:
    """Wait until nothing runs and everything is in order."""
    qtbot.waitUntil(
        lambda: not page.session.running and not page.session.findings.arranging, timeout=20_000
    )


def severities(page: AuditPage) -> list[str]:
    """The findings' severities as the table shows them."""
    table = page.session.findings
    return [table.text(row, Column.SEVERITY) for row in range(table.rowCount())]


def places(page: AuditPage) -> list[tuple[str, str]]:
    """Where the findings are, as the table shows it."""
    table = page.session.findings
    return [
        (table.text(row, Column.FILE), table.text(row, Column.LINE))
        for row in range(table.rowCount())
    ]
