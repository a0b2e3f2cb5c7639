"""A small shop as the catalogue tells of it, and cursors in statements."""

from app.domain.console.candidate import Candidate, CandidateKind, Candidates
from app.domain.dialect import Dialect
from app.domain.schema.catalogue import (
    PUBLIC,
    Catalogue,
    Column,
    ForeignKey,
    NumberSequence,
    Package,
    Parameter,
    Relation,
    Routine,
    Shelf,
    Table,
)
from app.sql.complete import complete


def table(schema: str, name: str, columns: str, *foreign: ForeignKey, **more: object) -> Table:
    made = tuple(Column(*column.split(":")) for column in columns.split())  # type: ignore[arg-type]
    relation = more.get("relation", Relation.TABLE)
    assert isinstance(relation, Relation)
    return Table(schema, name, relation, made, primary=(made[0].name,), foreign=foreign)


def catalogue(schema: str = "shop") -> Catalogue:
    def key(column: str, to: str, to_column: str = "id") -> ForeignKey:
        return ForeignKey((column,), schema, to, (to_column,))

    return Catalogue(
        (schema, "hr"),
        Shelf(
            (
                table(schema, "customers", "id:int name:varchar(20) city:text"),
                table(
                    schema,
                    "orders",
                    "id:int customer_id:int shipped_to:int created:datetime total:decimal",
                    key("customer_id", "customers"),
                    key("shipped_to", "customers"),
                ),
                table(
                    schema,
                    "order_items",
                    "order_id:int sku:text qty:int",
                    key("order_id", "orders"),
                ),
                table(schema, "skus", "sku:text price:decimal"),
                table(schema, "odd table", "order:int 名:text MixedCase:int"),
                table(schema, "big_orders", "id:int total:decimal", relation=Relation.VIEW),
                table("hr", "people", "id:int boss:int salary:int"),
            )
        ),
        Shelf(
            (
                Routine(schema, "vat", (Parameter("net", "decimal"),), "decimal"),
                Routine(schema, "ship", (Parameter("order_no", "int", "IN"),)),
            )
        ),
        Shelf(
            (
                Package(schema, "billing", (Routine(schema, "pay", (Parameter("p", "int"),)),)),
                Package(PUBLIC, "dbms_output", (Routine("sys", "put_line"),)),
            )
        ),
        Shelf((NumberSequence(schema, "numbers"),)),
    )


def oracle_catalogue() -> Catalogue:
    """The same in capitals."""
    found = catalogue("SHOP")

    def upper(each: Table) -> Table:
        columns = tuple(column._replace(name=column.name.upper()) for column in each.columns)
        return Table(each.schema.upper(), each.name.upper(), each.relation, columns)

    return Catalogue(("SHOP", "HR"), Shelf(map(upper, found.tables)), packages=found.packages,
                     sequences=found.sequences, routines=found.routines)  # fmt: skip


def at(marked: str, dialect: Dialect = Dialect.MYSQL) -> Candidates:
    """The candidates where `|` stands in the text."""
    position = marked.index("|")
    text = marked[:position] + marked[position + 1 :]
    if dialect is Dialect.ORACLE:
        return complete(text, position, dialect, oracle_catalogue(), "SHOP")
    return complete(text, position, dialect, catalogue(), "shop")


def labels(found: Candidates, *kinds: CandidateKind) -> list[str]:
    return [each.label for each in found.items if not kinds or each.kind in kinds]


def inserted(found: Candidates, *kinds: CandidateKind) -> list[str]:
    return [each.insert for each in found.items if not kinds or each.kind in kinds]


def first(found: Candidates) -> Candidate:
    return found.items[0]


def taken(marked: str, label: str, dialect: Dialect = Dialect.MYSQL) -> str:
    """The text after the candidate of that label was taken, with `|` where the cursor is then."""
    found = at(marked, dialect)
    text = marked.replace("|", "", 1)
    chosen = next(each for each in found.items if each.label == label)
    caret = found.start + (len(chosen.insert) if chosen.caret is None else chosen.caret)
    text = text[: found.start] + chosen.insert + text[found.end :]
    return text[:caret] + "|" + text[caret:]
