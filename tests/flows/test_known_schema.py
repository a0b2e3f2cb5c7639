"""The schema that is there before: scripts, folders in their order, snapshots."""

import shutil
from pathlib import Path

import pytest

from app.domain.dialect import Dialect
from app.domain.errors import UnreadableInput
from app.flows.known_schema import known_schema
from app.paths import resource
from app.sql.schema import Schema
from app.sql.tree import Name


def columns(schema: Schema | None, *parts: str) -> list[str]:
    """The columns of a table that is known."""
    assert schema is not None
    table = schema.table(Name(0, 0, parts))
    assert table is not None
    return list(table.columns)


def test_a_folder_is_taken_in_the_order_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "V2__add.sql").write_text("ALTER TABLE item ADD name CHAR(9);", "utf-8")
    (tmp_path / "V1__make.sql").write_text("CREATE TABLE item (id INT PRIMARY KEY);", "utf-8")
    (tmp_path / "V10__drop.sql").write_text("ALTER TABLE item DROP COLUMN id, ADD n INT;", "utf-8")
    schema = known_schema([tmp_path], Dialect.MYSQL)
    assert columns(schema, "item") == ["name", "n"]
    assert schema is not None
    assert schema.missing(Name(0, 0, ("unheard",)))


def test_a_snapshot_and_what_came_after_it(tmp_path: Path) -> None:
    snapshot = tmp_path / "shop.json"
    shutil.copy(resource("facts") / "example.json", snapshot)
    later = tmp_path / "later.sql"
    later.write_text(
        "ALTER TABLE shop.setting ADD note TEXT; CREATE TABLE shop.few (a INT);", "utf-8"
    )
    schema = known_schema([snapshot, later], Dialect.MYSQL)
    assert columns(schema, "shop", "setting")[-1] == "note"
    assert columns(schema, "shop", "few") == ["a"]
    assert "customer_id" in columns(schema, "shop", "orders")


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}", "utf-8")
    with pytest.raises(UnreadableInput, match=r"other\.json"):
        known_schema([other], None)
    assert known_schema([], None) is None
