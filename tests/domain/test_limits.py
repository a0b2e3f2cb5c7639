"""No text is longer than its column, and what is too long is said by the name of its field."""

import dataclasses
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import String, Text

from app.domain.endpoint import Access, Tls
from app.domain.estate import KINDS
from app.domain.limits import LONG, LONGEST
from app.domain.validation import BadField, Record, check
from app.store.inventory.store import InventoryStore
from app.store.inventory.tables import TABLES
from tests.servers.mysql_family import MysqlFamilyServer
from tests.store.inventory.conftest import sample

SAMPLE = {type(record): record for record in sample()}
TEXTS = [
    (kind, field.name)
    for kind in KINDS
    for field in dataclasses.fields(kind)
    if type(getattr(SAMPLE[kind], field.name)) is str and field.name not in ("id", "colour")
]
WIDE = "𠮷"  # four bytes


@pytest.mark.parametrize(("kind", "field"), TEXTS)
def test_one_character_too_many_is_refused(kind: type[Record], field: str) -> None:
    record: Any = SAMPLE[kind]
    with pytest.raises(BadField) as refused:
        check(replace(record, **{field: "x" * (LONGEST.get(field, LONG) + 1)}))
    assert refused.value.field == field


def test_every_limit_is_that_of_its_column() -> None:
    for kind, field in TEXTS:
        column = TABLES[kind].c[field].type
        if field in LONGEST:
            assert isinstance(column, String)
            assert column.length == LONGEST[field], (kind, field)
        else:
            assert isinstance(column, Text)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tags": tuple(f"{n:04}" * 5 for n in range(1_000))}, "tags"),
        ({"owners": ("x" * 32,) * 500}, "owners"),
        ({"access": Access("dba", tls=Tls(ca="/" + "x" * LONG))}, "access"),
    ],
)
def test_what_is_kept_as_json_is_measured_so(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadField, match="too long") as refused:
        check(replace(sample()[-1], **change))
    assert refused.value.field == field
    assert "16,000" in refused.value.hint


@pytest.mark.parametrize("fixture", ["mariadb", "mysql9"])
def test_what_is_allowed_fits_in_any_script(request: pytest.FixtureRequest, fixture: str) -> None:
    server: MysqlFamilyServer = request.getfixturevalue(fixture)
    server.sql("CREATE DATABASE mohist CHARACTER SET utf8mb4")
    store = InventoryStore(f"mysql+pymysql://root@{server.host}:{server.port}/mohist")
    free = {"name", "code", "site", "system", "service_name", "version", "phone", "notes"}
    widest: list[Record] = []
    for record in sample():
        names = [name for kind, name in TEXTS if kind is type(record) and name in free]
        fresh: Any = record
        fresh = replace(fresh, **{name: WIDE * LONGEST.get(name, LONG) for name in names})
        if hasattr(fresh, "tags"):
            fresh = replace(fresh, tags=(WIDE * (LONG - 4),))
        widest.append(fresh)
    saved = store.save(widest, store.load())
    assert saved.records == {record.id: record for record in widest}
    store.close()
