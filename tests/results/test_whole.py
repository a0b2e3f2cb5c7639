"""The question for a value that was cut: by the key of its table, whatever else is in the row."""

from dataclasses import replace

import pytest

from app.domain.console.result import Clipped, ResultColumn, ValueKind
from app.domain.dialect import Dialect
from app.domain.errors import BadInput
from app.results.whole import MOST, whole_statement

ID = ResultColumn("i", ValueKind.INTEGER, "int", "shop", "t", "id", primary=True)
CODE = ResultColumn("c", ValueKind.TEXT, "varchar(9)", "shop", "t", "code", primary=True)
OTHER = ResultColumn("id", ValueKind.INTEGER, "int", "shop", "u", "id", primary=True)
NOTE = ResultColumn("n", ValueKind.TEXT, "longtext", "shop", "t", "no`te")
CUT = Clipped("墨", 3_000_000)


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (Dialect.MYSQL, "SELECT `no``te` FROM `shop`.`t` WHERE `id` = 7 AND `code` = 'it''s'"),
        (
            Dialect.ORACLE,
            'SELECT "no`te" FROM "shop"."t" WHERE "id" = 7 AND "code" = \'it\'\'s\'',
        ),
    ],
)
def test_a_row_is_found_by_the_whole_key_of_the_values_table(
    dialect: Dialect, expected: str
) -> None:
    columns, row = (OTHER, ID, NOTE, CODE), (1, 7, CUT, "it's")
    assert whole_statement(columns, ("id", "code"), row, 2, dialect) == expected


@pytest.mark.parametrize(
    ("columns", "key", "said"),
    [
        ((ID, NOTE), (), "no primary key"),
        ((OTHER, NOTE), ("id",), "id of the primary key is not there"),
        ((ID, ID, NOTE), ("id",), "more than once"),
        ((ID, replace(NOTE, table="", origin="")), ("id",), "comes from no table's column"),
        ((ID, NOTE, CODE), ("id", "code"), "not fetched whole"),
    ],
)
def test_says_why_a_row_cannot_be_found_again(
    columns: tuple[ResultColumn, ...], key: tuple[str, ...], said: str
) -> None:
    row = tuple(CUT if each.kind is ValueKind.TEXT else 1 for each in columns)
    place = next(n for n, each in enumerate(columns) if each.name == "n")
    with pytest.raises(BadInput, match=said):
        whole_statement(columns, key, row, place, Dialect.MYSQL)


def test_what_no_window_can_hold_is_for_a_file() -> None:
    with pytest.raises(BadInput, match="too long") as refused:
        whole_statement((ID, NOTE), ("id",), (1, Clipped(b"", MOST + 1)), 1, Dialect.MYSQL)
    assert "Export" in refused.value.hint
