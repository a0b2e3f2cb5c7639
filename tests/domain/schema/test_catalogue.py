"""Looking up what a database holds."""

from app.domain.schema.catalogue import (
    Catalogue,
    Column,
    ForeignKey,
    Parameter,
    Relation,
    Routine,
    Shelf,
    Table,
)

ORDERS = Table("shop", "orders", columns=(Column("id", "int"),), primary=("id",))
ITEMS = Table(
    "shop", "order_items", foreign=(ForeignKey(("order_id",), "shop", "orders", ("id",)),)
)
TWIN = Table("shop", "Orders")
SESSION = Table("PUBLIC", "V$SESSION", Relation.SYNONYM)
CATALOGUE = Catalogue(("shop",), Shelf([ORDERS, ITEMS, TWIN, SESSION]))


def test_names_are_found_whatever_their_case_and_exactly_where_case_tells() -> None:
    tables = CATALOGUE.tables
    assert tables.get("SHOP", "ORDER_ITEMS") is ITEMS
    assert tables.get("shop", "Orders") is TWIN
    assert tables.get("shop", "ORDERS") is ORDERS
    assert tables.get("shop", "nothing") is None


def test_a_name_alone_is_of_the_default_schema_or_public() -> None:
    assert CATALOGUE.find("orders", "", "shop") is ORDERS
    assert CATALOGUE.find("orders", "", "other") is None
    assert CATALOGUE.find("v$session", "", "shop") is SESSION
    assert CATALOGUE.find("v$session", "shop", "shop") is None


def test_what_begins_so_comes_before_what_has_it_inside() -> None:
    names = [table.name for table in CATALOGUE.tables.like("shop", "ord", 10)]
    assert names == ["orders", "order_items"] or names == ["order_items", "orders"]
    assert [table.name for table in CATALOGUE.tables.like("shop", "item", 10)] == ["order_items"]
    assert len(CATALOGUE.tables.like("shop", "", 1)) == 1


def test_keys_are_known_from_both_ends() -> None:
    assert [each.table for each in CATALOGUE.referring(ORDERS)] == [ITEMS]
    assert CATALOGUE.referring(ITEMS) == ()


def test_a_signature_says_what_goes_in_and_out() -> None:
    routine = Routine(
        "shop", "f", (Parameter("a", "int", "IN"), Parameter("b", "text", "OUT")), "date"
    )
    assert routine.signature == "(a int, OUT b text) → date"
