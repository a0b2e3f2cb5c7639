"""Exports read back as what was put in; one that fails leaves nothing under the name."""

import csv
import hashlib
import json
import resource
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.domain.errors import BadInput, Cancelled, StatementFailed, Unwritable
from app.domain.stop import Stop
from app.results.export.batch import texts_of
from app.results.export.forms import TITLES, Choices, Format
from app.results.export.writing import Exported, write_rows
from app.results.export.xlsx import CHARACTERS
from app.results.written import written
from tests.results.reading import Sessions, read, run
from tests.servers.mariadb import MariaDB

COLUMNS = [
    ResultColumn("id", ValueKind.INTEGER, "bigint unsigned", "shop", "t", "id", primary=True),
    ResultColumn("n", ValueKind.DECIMAL, "decimal(40,2)", "shop", "t", "n"),
    ResultColumn("any", ValueKind.DECIMAL, "NUMBER", "shop", "t", "any"),
    ResultColumn("f", ValueKind.FLOAT, "double", "shop", "t", "f"),
    ResultColumn("text", ValueKind.TEXT, "text", "shop", "t", "text"),
    ResultColumn("text", ValueKind.BINARY, "blob", "shop", "t", "b"),
    ResultColumn("d", ValueKind.DATE, "date", "shop", "t", "d"),
    ResultColumn("at", ValueKind.DATETIME, "datetime(6)", "shop", "t", "at"),
    ResultColumn("z", ValueKind.ZONED, "TIMESTAMP WITH TIME ZONE", "shop", "t", "z"),
    ResultColumn("s", ValueKind.TIME, "time", "shop", "t", "s"),
    ResultColumn("bits", ValueKind.BITS, "bit(9)", "shop", "t", "bits"),
    ResultColumn("v", ValueKind.VECTOR, "vector", "shop", "t", "v"),
    ResultColumn("j", ValueKind.JSON, "json", "shop", "t", "j"),
]
EAST = timezone(timedelta(hours=8))
ROW = (
    2**64 - 1, Decimal("12345678901234567890123456789012345678.90"), Decimal("1E-30"), 0.1,
    "=1+1, \"墨\"\n", b"\x00\xff", date(2024, 2, 29), datetime(2024, 2, 29, 1, 2, 3, 456789),
    datetime(2024, 2, 29, 8, tzinfo=EAST), -timedelta(hours=838), b"\x01\x01",
    array("f", [0.5, -2]), '{"a": [1.10]}',
)  # fmt: skip
EMPTY = (None,) * len(COLUMNS)


def exported(
    path: Path, rows: Sequence[tuple[Any, ...]], columns: Sequence[ResultColumn] = COLUMNS,
    size: int = 2, **choices: Any,
) -> Exported:  # fmt: skip
    batches = [rows[n : n + size] for n in range(0, len(rows), size)]
    return write_rows(path, columns, batches, Choices(**choices), Stop())


def test_csv_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    done = exported(file, [ROW, EMPTY, ROW], bom=True, delimiter=";", null="NULL")
    assert (done.rows, done.bytes) == (3, file.stat().st_size)
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid;n;any;")
    lines = list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True), delimiter=";"))
    assert lines[2] == ["NULL"] * len(COLUMNS)
    assert lines[1] == lines[3] == [
        "18446744073709551615", "12345678901234567890123456789012345678.90",
        "0.000000000000000000000000000001", "0.1", '=1+1, "墨"\n', "0x00FF", "2024-02-29",
        "2024-02-29 01:02:03.456789", "2024-02-29 08:00:00+08:00", "-838:00:00", "100000001",
        "[0.5, -2.0]", '{"a": [1.10]}',
    ]  # fmt: skip


def test_csv_for_spreadsheets_runs_nothing_and_keeps_figures(tmp_path: Path) -> None:
    columns = [ResultColumn("=n", ValueKind.INTEGER), ResultColumn("t", ValueKind.TEXT)]
    exported(tmp_path / "a", [(-1, "=cmd|' /C calc'!A0"), (2, "@x")], columns, harmless=True)
    assert (tmp_path / "a").read_text().splitlines() == [
        "'=n,t", "-1,'=cmd|' /C calc'!A0", "2,'@x",
    ]  # fmt: skip


def test_json_lines_read_back(tmp_path: Path) -> None:
    exported(tmp_path / "a", [ROW, EMPTY], format=Format.JSON_LINES)
    one, nothing = map(json.loads, (tmp_path / "a").read_text("utf-8").splitlines())
    assert (one["id"], one["text"], one["text_2"]) == (2**64 - 1, ROW[4], "0x00FF")
    assert (one["j"], one["v"]) == ({"a": [1.1]}, [0.5, -2.0])
    assert set(nothing.values()) == {None}


def test_parquet_keeps_types(tmp_path: Path) -> None:
    exported(tmp_path / "a", [ROW, EMPTY], format=Format.PARQUET)
    table = pq.read_table(tmp_path / "a")
    assert table.schema.field("n").type == pa.decimal256(40, 2)
    assert table.schema.field("z").type == pa.timestamp("us", tz="UTC")
    assert table.schema.field("at").metadata[b"type"] == b"datetime(6)"
    one, nothing = table.to_pylist()
    assert list(one.values()) == [
        ROW[0], ROW[1], "0.000000000000000000000000000001", *ROW[3:8],
        datetime(2024, 2, 29, tzinfo=UTC), ROW[9], 257, [0.5, -2.0], ROW[12],
    ]  # fmt: skip
    assert set(nothing.values()) == {None}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (ResultColumn("c", ValueKind.DATE), "0000-00-00"),
        (ResultColumn("c", ValueKind.INTEGER), 2**64),
        (ResultColumn("c", ValueKind.DECIMAL, "decimal(3,1)"), Decimal("1.25")),
        (ResultColumn("c", ValueKind.DATE), datetime(2024, 1, 1, 12)),
    ],
)
def test_parquet_refuses_rather_than_changes(
    tmp_path: Path, column: ResultColumn, value: object
) -> None:
    with pytest.raises(BadInput, match="c has a value"):
        exported(tmp_path / "a", [(None,), (value,)], [column], format=Format.PARQUET)
    assert list(tmp_path.iterdir()) == []


def cells(path: Path, sheet: int = 1) -> list[dict[str, tuple[str, str]]]:
    """The cells of a sheet by their letters: type and content."""
    with zipfile.ZipFile(path) as book:
        root = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert root.findall(".//x:f", space) == [], "no formula"
    return [
        {
            cell.attrib["r"]: (cell.attrib.get("t", "n"), "".join(cell.itertext()))
            for cell in row.findall("x:c", space)
        }
        for row in root.findall(".//x:row", space)
    ]


def test_a_workbook_holds_texts_and_exact_numbers(tmp_path: Path) -> None:
    rows = [ROW, EMPTY, (123, Decimal("1.50"), *ROW[2:7], datetime(2024, 2, 29, 12), *ROW[8:])]
    exported(tmp_path / "a", rows, format=Format.XLSX)
    assert [p.name for p in tmp_path.iterdir()] == ["a"], "no part is left beside it"
    heading, one, *_none, two = cells(tmp_path / "a")
    assert heading["A1"] == ("inlineStr", "id")
    assert one["A2"] == ("inlineStr", "18446744073709551615"), "Excel would round it"
    assert one["E2"] == ("inlineStr", '=1+1, "墨"\n'), "never a formula"
    assert one["H2"] == ("inlineStr", "2024-02-29 01:02:03.456789"), "Excel would cut it"
    assert (two["A4"], two["B4"]) == (("n", "123"), ("n", "1.50"))
    assert two["H4"] == ("n", "45351.5")


def test_rows_go_on_in_further_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.results.export.xlsx.ROWS", 3)
    columns = [ResultColumn("n", ValueKind.INTEGER)]
    exported(tmp_path / "a", [(n,) for n in range(5)], columns, format=Format.XLSX)
    numbers = [[row.popitem()[1][1] for row in cells(tmp_path / "a", n)] for n in (1, 2, 3)]
    assert numbers == [["n", "0", "1"], ["n", "2", "3"], ["n", "4"]]


def test_a_text_too_long_for_a_cell_is_told(tmp_path: Path) -> None:
    columns = [ResultColumn("t", ValueKind.TEXT)]
    done = exported(tmp_path / "a", [("😀" * CHARACTERS,)], columns, format=Format.XLSX)
    assert done.notes == ("1 text was longer than a cell of Excel and ends early.",)
    (_head, row) = cells(tmp_path / "a")
    assert row["A2"][1] == "😀" * (CHARACTERS // 2)


def test_inserts_fill_a_table_again(tmp_path: Path, mariadb: MariaDB, sessions: Sessions) -> None:
    mariadb.sql("CREATE DATABASE shop CHARACTER SET utf8mb4")
    mariadb.sql("CREATE TABLE shop.t (id INT PRIMARY KEY, t LONGTEXT, b LONGBLOB)")
    mariadb.sql(
        "INSERT INTO shop.t SELECT seq, REPEAT('墨', seq * 10), UNHEX(MD5(seq))"
        " FROM shop.seq_1_to_300"
    )
    session = sessions(mariadb)
    columns, rows = read(session, "SELECT * FROM t ORDER BY id")
    file = tmp_path / "a.sql"
    choices = {"format": Format.SQL, "table": "again", "dialect": Dialect.MARIADB}
    exported(file, rows, columns, size=100, **choices)
    mariadb.sql("CREATE TABLE shop.again LIKE shop.t")
    statements = file.read_text("utf-8").split(";\n")
    assert len(statements) > 3, "in batches"
    for statement in filter(None, statements):
        run(session, statement)
    assert read(session, "SELECT * FROM again ORDER BY id")[1] == rows


def test_the_checksum_is_the_servers_and_knows_no_order(
    tmp_path: Path, mariadb: MariaDB, sessions: Sessions
) -> None:
    mariadb.sql("CREATE DATABASE shop CHARACTER SET utf8mb4")
    mariadb.sql("CREATE TABLE shop.t (id INT, t VARCHAR(90), n DECIMAL(9,2), at DATETIME(6))")
    mariadb.sql(
        "INSERT INTO shop.t SELECT seq, REPEAT('墨', seq % 9), seq / 7,"
        " '2024-02-29 00:00:00.5' + INTERVAL seq SECOND FROM shop.seq_1_to_5000"
    )
    ((theirs,),) = mariadb.sql(
        "SELECT LPAD(HEX(CAST(SUM(CAST(CONV(LEFT(MD5(CONCAT_WS(CHAR(31), id, t, n, at)), 16),"
        " 16, 10) AS UNSIGNED)) % 18446744073709551616 AS UNSIGNED)), 16, '0') FROM shop.t"
    )
    session = sessions(mariadb)
    columns, rows = read(session, "SELECT * FROM t")
    assert exported(tmp_path / "a", rows, columns).checksum == theirs.lower()
    assert exported(tmp_path / "a", rows[::-1], columns, size=700).checksum == theirs.lower()
    assert exported(tmp_path / "a", rows[1:], columns).checksum != theirs.lower()
    assert exported(tmp_path / "a", [*rows, rows[0]], columns).checksum != theirs.lower()


def test_null_is_not_the_empty_text_to_the_checksum(tmp_path: Path) -> None:
    columns = [ResultColumn("t", ValueKind.TEXT)]
    sums = [exported(tmp_path / "a", [(value,)], columns).checksum for value in (None, "", "\0")]
    assert sums[0] != sums[1]
    assert sums[1] == hashlib.md5(b"").hexdigest()[:16]


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file grows beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("form", list(Format))
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, form: Format) -> None:
    file = tmp_path / "a"
    file.write_text("old")
    columns = [ResultColumn("t", ValueKind.TEXT)]
    random = Random(7)
    rows = [(random.randbytes(640).hex(),) for _n in range(4000)]
    with full_disk(1 << 20), pytest.raises(Unwritable, match="could not be written"):
        exported(file, rows, columns, size=500, format=form)
    assert file.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("form", list(Format))
def test_a_cancel_and_a_failing_server_leave_nothing(tmp_path: Path, form: Format) -> None:
    stop = Stop()

    def until_stopped() -> Iterator[list[tuple[Any, ...]]]:
        yield [ROW]
        stop.set()
        yield [ROW]

    with pytest.raises(Cancelled):
        write_rows(tmp_path / "a", COLUMNS, until_stopped(), Choices(form), stop)

    def until_lost() -> Iterator[list[tuple[Any, ...]]]:
        yield [ROW]
        raise StatementFailed("Table is full.")

    with pytest.raises(StatementFailed):
        write_rows(tmp_path / "a", COLUMNS, until_lost(), Choices(form), Stop())
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_a_value_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not fetched whole"):
        exported(tmp_path / "a", [("a",), (Clipped("b", 9),)], [ResultColumn("t")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", list(Format))
def test_a_result_without_rows_is_a_file(tmp_path: Path, form: Format) -> None:
    done = exported(tmp_path / "a", [], format=form)
    assert (done.rows, done.checksum) == (0, "0" * 16)
    assert form in TITLES


def test_rows_are_told_as_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.results.export.writing._PACE", -1)
    told: list[int] = []
    batches = [[(n,)] for n in range(3)]
    write_rows(tmp_path / "a", [ResultColumn("n")], batches, Choices(), Stop(), told.append)
    assert told == [1, 2, 3, 3]


def test_a_folder_or_a_device_is_no_place_for_it(tmp_path: Path) -> None:
    with pytest.raises(Unwritable, match="not a file"):
        exported(tmp_path, [])
    with pytest.raises(Unwritable, match="could not be written"):
        exported(tmp_path / "none" / "a", [])


@given(
    st.lists(st.none() | st.decimals(allow_nan=False) | st.datetimes() | st.floats(), max_size=4)
)
def test_texts_made_at_once_are_those_made_one_by_one(values: list[object]) -> None:
    column = ResultColumn("c")
    assert texts_of(values, column) == [None if v is None else written(v, column) for v in values]
    for value in values:
        assert texts_of([value, value], column) == [texts_of([value], column)[0]] * 2
