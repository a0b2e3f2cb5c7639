"""A result as Qt sees it: it keeps the rules of models, grows by steps, says what a value is."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.errors import ConsoleError
from app.models.results.cells import shown
from app.models.results.result_model import ResultModel
from app.results.arranging import Order
from app.results.conditions import Condition, Sign
from app.results.store import ResultWriter

COLUMNS = (
    ResultColumn("id", ValueKind.INTEGER, "bigint unsigned", "shop", "orders", "id", False, True),
    ResultColumn("name", ValueKind.TEXT, "varchar(20)"),
)


@pytest.fixture
def writer() -> Iterator[ResultWriter]:
    made = ResultWriter(COLUMNS)
    yield made
    made.reader.close()


def texts(model: ResultModel) -> list[list[str]]:
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_it_keeps_the_rules_of_models_while_it_grows(
    writer: ResultWriter, qtmodeltester: Any
) -> None:
    model = ResultModel(writer.reader)
    qtmodeltester.check(model)  # and it goes on checking while the model changes
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    for first in range(0, 300, 100):
        writer.append([(n, f"name {n}") for n in range(first, first + 100)])
        model.grow()
        assert model.rowCount() == first + 100
    assert texts(model)[-1] == ["299", "name 299"]
    model.place(writer.reader.arrange([Order(0, True)]))
    assert texts(model)[0] == ["299", "name 299"]
    model.place(writer.reader.arrange((), [Condition((1,), Sign.CONTAINS, "NAME 7")]))
    assert [row[0] for row in texts(model)] == ["7", *map(str, range(70, 80))]
    model.place(writer.reader.arrange((), [Condition((1,), Sign.EQUAL, "nobody")]))
    assert texts(model) == []
    model.place(None)
    assert model.rowCount() == 300
    assert resets == []


def test_numbers_beyond_64_bits_are_texts(writer: ResultWriter) -> None:
    writer.append([(2**64 - 1, None), (2**200, "")])
    model = ResultModel(writer.reader)
    assert texts(model) == [[str(2**64 - 1), "NULL"], [str(2**200), ""]]
    assert model.index(0, 1).data(Qt.ItemDataRole.EditRole) is None
    assert model.index(1, 1).data(Qt.ItemDataRole.EditRole) == ""


def test_the_current_row_goes_along_when_rows_move(writer: ResultWriter) -> None:
    writer.append([(n, str(n % 3)) for n in range(100)])
    model = ResultModel(writer.reader)
    current = QPersistentModelIndex(model.index(40, 1))
    model.place(writer.reader.arrange([Order(0, True)]))
    assert (current.row(), current.column()) == (59, 1)
    model.place(writer.reader.arrange((), [Condition((1,), Sign.EQUAL, "2")]))
    assert not current.isValid()


def test_rows_that_come_to_an_arranged_result_wait(writer: ResultWriter) -> None:
    writer.append([(1, "b"), (2, "a")])
    model = ResultModel(writer.reader)
    model.place(writer.reader.arrange([Order(1)]))
    writer.append([(3, "aa")])
    model.grow()
    assert [row[0] for row in texts(model)] == ["2", "1"]
    assert model.behind
    model.place(writer.reader.arrange([Order(1)]))
    assert [row[0] for row in texts(model)] == ["2", "3", "1"]
    assert not model.behind


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("a\r\nb\nc\td", ValueKind.TEXT, "a↵b↵c⇥d"),
        ("a\x00b\u202ec", ValueKind.TEXT, "a␀b␦c"),
        ("x" * 500, ValueKind.TEXT, "x" * 400 + "…"),
        ("中文 数据", ValueKind.TEXT, "中文 数据"),
        (b"", ValueKind.BINARY, "0x"),
        (b"\x00\xff", ValueKind.BINARY, "0x00FF"),
        (bytes(1536), ValueKind.BINARY, "0x" + "00" * 24 + "… (1.5 KiB)"),
        (Clipped(b"\x01" * 100, 5 << 30), ValueKind.BINARY, "0x" + "01" * 24 + "… (5.0 GiB)"),
        (Clipped("head", 1_234_567), ValueKind.TEXT, "head… (1,234,567)"),
        (b"\x05", ValueKind.BITS, "00000101"),
        (Decimal("1.10"), ValueKind.DECIMAL, "1.10"),
        (Decimal("1E+5"), ValueKind.DECIMAL, "100000"),
        (date(2024, 2, 29), ValueKind.DATE, "2024-02-29"),
        (float("nan"), ValueKind.FLOAT, "nan"),
        (True, ValueKind.BOOLEAN, "true"),
    ],
)
def test_a_cell_says_what_it_holds(value: Any, kind: ValueKind, text: str) -> None:
    assert shown(value, ResultColumn("c", kind)) == text


def test_a_head_says_what_its_column_is(writer: ResultWriter) -> None:
    model = ResultModel(writer.reader)
    side = Qt.Orientation.Horizontal
    tip = model.headerData(0, side, Qt.ItemDataRole.ToolTipRole)
    assert tip == "id\nbigint unsigned NOT NULL PRIMARY KEY\nshop.orders.id"
    assert model.headerData(1, side) == "name"


def test_a_result_whose_file_is_gone_says_so_once(
    writer: ResultWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.append([(1, "a")] * 200)
    model = ResultModel(writer.reader)
    said: list[ConsoleError] = []
    model.failed.connect(said.append)

    def gone(*_asked: object) -> list[tuple[Any, ...]]:
        raise ConsoleError("it is gone")

    monkeypatch.setattr(writer.reader, "rows", gone)
    assert model.index(0, 0).data() == "NULL"
    assert model.index(150, 0).data() == "NULL"
    assert list(map(str, said)) == ["it is gone"]
    assert model.data(QModelIndex()) is None
