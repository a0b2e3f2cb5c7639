"""Exporting from the window: a login of its own, the rows told, the checksum said."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.console.result import Affected, Head, ResultColumn, Rows, Told
from app.domain.dialect import Dialect
from app.domain.endpoint import Access, Endpoint
from app.domain.people import Role
from app.domain.stop import Stop
from app.engines.console import Order
from app.results.export.forms import Choices, Format
from app.views.results.exporting import ResultExporting
from tests.fakes import FakeJournal, warden


class Session:
    """Gives three rows, and remembers how it was used."""

    endpoint = Endpoint("1", "orders", "mysql", "h", 3306, Access())
    server = SimpleNamespace(dialect=Dialect.MYSQL)

    def __init__(self) -> None:
        self.used: list[str] = []

    def changes(self, text: str) -> bool:
        return "DELETE" in text

    @contextmanager
    def during(self, _stop: Stop) -> Iterator[None]:
        yield

    def use_schema(self, schema: str) -> None:
        self.used.append(schema)

    def execute(self, order: Order, _consent: object) -> Iterator[Told]:
        self.used.append(" ".join([order.text, *map(str, order.binds.values())]))
        yield Head((ResultColumn("n"),))
        yield Rows([(1,), (2,), (3,)])
        yield Affected(3)

    def close(self) -> None:
        self.used.append("closed")


def exporting(qtbot: QtBot, session: Any, role: Role = Role.OWNER) -> ResultExporting:
    owner = QWidget()
    qtbot.addWidget(owner)
    made = ResultExporting(owner, lambda _stop, _tell: session, warden(FakeJournal(), role))
    qtbot.addWidget(made.strip)
    made.strip.show()
    return made


def test_rows_are_written_and_their_checksum_said(qtbot: QtBot, tmp_path: Path) -> None:
    session = Session()
    made = exporting(qtbot, session)
    made.ask(Order("SELECT n FROM t"), "shop")
    assert made.dialog is not None
    made.dialog.close()
    made.write(tmp_path / "rows.jsonl", Choices(Format.JSON_LINES))
    qtbot.waitUntil(lambda: "3 rows were written" in made.strip.words.text())
    assert "Checksum: " in made.strip.words.text()
    assert (tmp_path / "rows.jsonl").read_text().splitlines() == [
        '{"n": 1}',
        '{"n": 2}',
        '{"n": 3}',
    ]
    assert session.used == ["shop", "SELECT n FROM t", "closed"]


def test_what_may_not_be_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    made = exporting(qtbot, Session(), Role.VIEWER)
    made.write(tmp_path / "a.csv", Choices())
    qtbot.waitUntil(lambda: "role" in made.strip.words.text())
    assert list(tmp_path.iterdir()) == []
