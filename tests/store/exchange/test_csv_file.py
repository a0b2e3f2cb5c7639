"""CSV for spreadsheets: nothing in it runs, what comes back is compared, errors have a place."""

import csv
import io
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.endpoint import Access
from app.domain.errors import BadInput, ConsoleError
from app.domain.estate import KINDS, Inventory
from app.domain.inventory import DatabaseType, Instance, Product, Service
from app.domain.validation import Record
from app.store.exchange.changes import Changes
from app.store.exchange.csv_file import csv_of, kind_named, read_csv
from tests.store.exchange.conftest import full


def read(tmp_path: Path, text: str | bytes, kind: type[Record] = Instance,
         inventory: Inventory | None = None) -> Changes:  # fmt: skip
    """What a file with that text would change."""
    file = tmp_path / "some.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_csv(file, kind, inventory or full())


@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_out_comes_back_unchanged(tmp_path: Path, kind: type[Record], bom: bool) -> None:
    inventory = full()
    content = csv_of(inventory, kind, bom=bom)
    assert content.startswith(b"\xef\xbb\xbf") is bom
    found = read(tmp_path, content, kind)
    assert found.refused == ()
    assert set(found.unchanged) == set(inventory.all(kind))
    assert found.wanted == ()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
def test_no_cell_is_a_formula(notes: str, tmp_path: Path) -> None:
    inventory = Inventory.of([Product("p", "n", notes=notes)])
    content = csv_of(inventory, Product)
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    found = read(tmp_path, content, Product, inventory)
    assert found.unchanged == inventory.all(Product)


def test_lines_are_added_changed_and_matched_by_name(tmp_path: Path) -> None:
    inventory = full()
    found = read(tmp_path, "name;type;address;service;tags;user\r\n"
                 "orders-1;mysql;10.0.0.9;商城/Orders;a;root\r\n"
                 "neu;Oracle;db.corp;;\"x\\;y\";sys\r\n")  # fmt: skip
    assert found.refused == ()
    one = inventory.all(Instance)[0]
    access = replace(one.access, user="root")
    assert found.changed == ((one, replace(one, address="10.0.0.9", tags=("a",), access=access)),)
    [new] = found.added
    assert isinstance(new, Instance)
    assert (new.type, new.port, new.tags) == (DatabaseType.ORACLE, 1521, ("x;y",))
    assert new.access == Access(user="sys")


def test_gbk_is_read(tmp_path: Path) -> None:
    [product] = read(tmp_path, "name,notes\n仓库,备注\n".encode("gbk"), Product).added
    assert product.name == "仓库"


def test_errors_have_line_and_column(tmp_path: Path) -> None:
    found = read(tmp_path, "\n".join([
        "name,type,address,port,service,role,notes",
        '"ok",redis,h,,,,"two\nlines"',
        "bad type,sybase,h,,,,",
        "bad port,mysql,h,99999,,,",
        "no port,mysql,h,x,,,",
        "none,mysql,h,,nobody,,",
        "role,redis,h,,,rac-node,",
        "what,redis,h,,,king,",
        "many,redis,h,,,,,,8",
        "ok,redis,h2,,,,",
        "short,redis",
        ",redis,h,,,,",
    ]))  # fmt: skip
    assert [record.name for record in found.added] == ["ok"]
    assert [(each.line, each.column) for each in found.refused] == [
        (4, 2), (5, 4), (6, 4), (7, 5), (8, 6), (9, 6), (10, 8), (11, 1), (12, 3), (13, 1),
    ]  # fmt: skip
    assert str(found.refused[0]).startswith(f"{tmp_path / 'some.csv'}, line 4, column 2: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column called name"), ("type,address\n", "no column called name"),
        ("name,nme\n", "line 1, column 2"), ("name,name\n", "line 1, column 2"),
        ("name\n" + '"' + "x" * 200_000, "line 2: this is no CSV"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(tmp_path, text)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(st.text(max_size=8) | st.sampled_from(["mysql", "商城/orders", "i1", "=",
                  "'", "\\", ";"]), max_size=8), max_size=5),
    kind=st.sampled_from(KINDS),
)  # fmt: skip
def test_no_file_breaks_it(rows: list[list[str]], kind: type[Record], tmp_path: Path) -> None:
    head = csv_of(Inventory(), kind, bom=False).decode()
    text = head + "\n".join(",".join(row) for row in rows)
    with suppress(ConsoleError):
        read(tmp_path, text.encode("utf-8", "surrogatepass"), kind)


def test_kinds_by_the_name_of_a_file() -> None:
    assert kind_named("Instances.csv") is Instance
    assert kind_named("my-service") is Service
    assert kind_named("x.csv") is None
