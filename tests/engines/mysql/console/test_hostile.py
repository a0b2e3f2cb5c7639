"""Whatever a server sends is a value or an error; places survive the values of binds."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pymysql.err import Error
from pymysql.protocol import MysqlPacket

from app.domain.console.result import Affected, Head, ResultColumn, Rows
from app.domain.dialect import Dialect
from app.engines.mysql.console.binds import fill
from app.engines.mysql.console.columns import Convert, column_of
from app.engines.mysql.console.connection import _words
from app.engines.mysql.console.places import place_of
from app.engines.mysql.console.stream import Stream
from app.engines.mysql.plain import Reader

CODES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 242, 245, 246, 252, 253, 254, 255)
FIELDS = st.builds(
    lambda **known: SimpleNamespace(
        name="c", db=b"d", org_table="t", org_name="c", words={}, **known
    ),
    type_code=st.sampled_from(CODES),
    flags=st.integers(0, 65535),
    length=st.integers(0, 2**32 - 1),
    scale=st.integers(0, 255),
    charsetnr=st.sampled_from([8, 33, 45, 63, 255, 9999]),
)


FIELD = SimpleNamespace(
    name="c", db=b"d", org_table="t", org_name="c", words={}, type_code=0, flags=0, length=0,
    scale=0, charsetnr=8,
)  # fmt: skip


class Wire:
    """A connection of the driver's that reads given packets."""

    server_status = 0

    def __init__(self, data: bytes) -> None:
        self._rfile = SimpleNamespace(read=self._read)
        self._data, self._at = data, 0
        self._next_seq_id = 0
        self._sock = SimpleNamespace(settimeout=lambda _seconds: None)
        self._read_timeout = None
        self.closed = False

    def _read(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def _execute_command(self, _command: int, _text: bytes) -> None:
        """Take it."""

    def _read_packet(self, kind: Any = MysqlPacket) -> Any:
        """As the driver reads one, without its look at the number of the packet."""
        size = int.from_bytes(self._read(4)[:3], "little")
        read = kind(self._read(size), "utf-8")
        read.check_error()
        return read

    def _force_close(self) -> None:
        self.closed = True


def packet(body: bytes) -> bytes:
    return len(body).to_bytes(3, "little") + b"\x00" + body


@given(st.lists(FIELDS, min_size=1, max_size=4), st.lists(st.binary(max_size=40), max_size=5))
@example([FIELD], [b"\xff"])
@example([FIELD], [b"\xff\x00\x00"])
def test_rows_of_any_bytes_are_values_or_a_lost_connection(
    fields: list[Any], bodies: list[bytes]
) -> None:
    described: list[tuple[ResultColumn, Convert]] = [column_of(field) for field in fields]
    wire = Wire(b"".join(map(packet, bodies)) + packet(b"\xfe\x00\x00\x02\x00"))
    try:
        for rows in Stream(wire)._rows([convert for _column, convert in described], 20):
            assert all(len(row) == len(fields) for row in rows)
    except Error:
        pass


COLUMN = b"\x03def\x00\x01t\x01t\x01a\x01a\x0c\x21\x00\x09\x00\x00\x00\xfd\x00\x00\x00\x00\x00"


@given(st.lists(st.binary(max_size=40) | st.just(COLUMN), max_size=8))
@example([b""])
@example([b"\x00"])
@example([b"\xff\x00"])
@example([b"\x01", COLUMN[:-8]])
@example([b"\x01", b"\xff\x00"])
@example([b"\x01", b"\xfe"])
@example([b"\x01", b"\x03def\xfb\xfb\xfb\xfb"])
@example([b"\x01", COLUMN, b"\xfe\x00\x00\x02\x00", b"\x01a", b"\xfe\x00\x00\x02\x00"])
def test_answers_of_any_bytes_are_results_or_a_lost_connection(bodies: list[bytes]) -> None:
    stream = Stream(Wire(b"".join(map(packet, bodies)) + packet(b"\xfe\x00\x00\x02\x00")))
    try:
        assert all(isinstance(each, Head | Rows | Affected) for each in stream.ask(b"SELECT", 20))
    except Error:
        assert not stream.open


@given(st.lists(st.binary(max_size=40), max_size=8))
@example([b"\xff"])
@example([b"\x01", b"\x01a", b"\xfe", b"\xff\x00\x00"])
@example([b"\x01", b"\x03def\x00\x00\x00\x01a", b"\xfe", b"\xff\x00\x00\x00"])
@example([b"\xfd", b"\x01a"])
def test_samples_of_any_bytes_are_values_or_a_lost_connection(bodies: list[bytes]) -> None:
    wire = Wire(b"".join(map(packet, bodies)) + packet(b"\xfe\x00\x00\x02\x00"))
    try:
        read = Reader(wire).read("SHOW STATUS")
        assert all(len(row) == len(read.columns) for row in read.rows)
    except Error:
        pass


@given(st.binary(max_size=60))
def test_further_words_of_any_bytes_are_read(packed: bytes) -> None:
    assert all(isinstance(word, str) for word in _words(packed).values())


PIECES = st.sampled_from([":a", ":b", "?", "':a'", '"?', "ab", "墨", "/* :b */", "\n", "-- ?\n"])


@given(st.lists(PIECES, max_size=12).map(" ".join), st.text(max_size=10))
def test_a_place_in_what_is_sent_is_a_place_in_what_was_typed(text: str, value: str) -> None:
    binds = {"a": value, "b": value, **{str(n): value for n in range(1, 13)}}
    filled = fill(text, binds, Dialect.MYSQL, lambda given: f"<{given}>")
    places = [filled.typed(at) for at in range(len(filled.text) + 1)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, len(text))
    for at, _short, long in filled.swaps:
        assert at in places
        assert long == len(value) + 2


@pytest.mark.parametrize("code", ["1064", "1054", "0"])
@given(said=st.text(max_size=60), text=st.text(max_size=60), line=st.integers(0, 9))
def test_any_words_of_an_error_give_a_place_within_or_none(
    code: str, said: str, text: str, line: int
) -> None:
    for words in (said, f"… near '{said}' at line {line}", f"Unknown column '{said}'"):
        place = place_of(code, words, text, Dialect.MARIADB)
        assert place is None or 0 <= place <= len(text)
