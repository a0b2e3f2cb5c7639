"""Snippets and the values of binds: remembered, never a secret, never in the way."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.console.bind import BindType, BindValue, is_secret, value_of
from app.domain.console.snippet import Snippet
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.store.console import snippets
from app.store.console.binds import MOST, RememberedBinds
from app.store.writer import Writer


def test_snippets_go_through_a_file_and_hide_shipped_ones(tmp_path: Path) -> None:
    path = tmp_path / "snippets.json"
    assert snippets.read(path) == snippets.Found()
    mine = (
        Snippet("sel", "SELECT 中文", "标题"),
        Snippet("zz-1", "SELECT ${1:x}", dialect=Dialect.ORACLE),
    )
    path.write_bytes(snippets.encode(mine))
    assert snippets.read(path) == snippets.Found(mine)
    shipped = snippets.built_in()
    assert len(shipped) > 10
    both = snippets.merged(mine, shipped)
    assert len(both) == len(shipped) + 1
    assert [each.text for each in both if each.word == "sel"] == ["SELECT 中文"]


@pytest.mark.parametrize(
    "content",
    [
        b"no json",
        b"[]",
        b'{"version": 2, "snippets": []}',
        b'{"version": 1, "snippets": [{"word": "a b", "text": "x"}]}',
        b'{"version": 1, "snippets": [{"word": "a", "text": ""}]}',
        b'{"version": 1, "snippets": [{"word": "a", "text": "x", "dialect": "cobol"}]}',
        b'{"version": "x", "snippets": []}',
    ],
)
def test_a_file_that_makes_no_sense_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "snippets.json"
    path.write_bytes(content)
    found = snippets.read(path)
    assert found.snippets == ()
    assert str(path) in str(found.trouble)
    assert path.read_bytes() == content


def test_values_are_remembered_by_instance_then_by_name(tmp_path: Path) -> None:
    writer = Writer(lambda _path, _error: None)
    binds = RememberedBinds(tmp_path / "binds.json", writer)
    binds.read()
    assert binds.of("i1", "id") is None
    seven = BindValue(BindType.NUMBER, "7")
    binds.remember("i1", {"id": seven, "Password": BindValue(BindType.TEXT, "hunter2")})
    binds.remember("i2", {"ID": BindValue(BindType.NULL)})
    writer.finish()
    again = RememberedBinds(tmp_path / "binds.json", writer)
    again.read()
    assert again.of("i1", "Id") == seven
    assert again.of("i3", "id") == BindValue(BindType.NULL)  # the one given last
    assert again.of("i1", "password") is None
    assert b"hunter2" not in (tmp_path / "binds.json").read_bytes()
    again.remember("i1", {f"n{number}": seven for number in range(MOST + 5)})
    assert again.of("i1", "n0") is None
    assert again.of("i1", "n9") == seven
    writer.finish()


def test_a_value_is_what_its_type_says() -> None:
    def value(type_: BindType, text: str = "") -> object:
        return value_of(BindValue(type_, text))

    assert value(BindType.TEXT, " 订单 ") == " 订单 "
    assert value(BindType.NULL, "x") is None
    assert value(BindType.NUMBER, " 12345678901234567890 ") == 12345678901234567890
    assert value(BindType.NUMBER, "-1.50") == Decimal("-1.50")
    assert value(BindType.DATE, "2026-03-31") == date(2026, 3, 31)
    assert value(BindType.DATETIME, "2026-03-31 18:05") == datetime(2026, 3, 31, 18, 5)
    for type_, text in (
        (BindType.NUMBER, "abc"),
        (BindType.NUMBER, "NaN"),
        (BindType.NUMBER, ""),
        (BindType.DATE, "31.3.2026"),
        (BindType.DATETIME, "noon"),
    ):
        with pytest.raises(BadInput) as told:
            value(type_, text)
        assert told.value.hint
    assert is_secret("new_password")
    assert is_secret("密码")
    assert not is_secret("order_id")
