"""DDL and administration of Oracle: what is understood, what is refused, and what comes of it."""

from pathlib import Path

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.grammar.oracle import OracleParser
from app.sql.grammar.oracle.diagrams import DIAGRAMS, OWN
from app.sql.grammar.oracle.following import Following
from app.sql.oracle import tokenize_oracle
from tests.sql.grammar.ddl_bench import Reading, S, lost, partial, reading, refused

ORACLE = Dialect.ORACLE
STATEMENTS = (Path(__file__).parent / "definitions.sql").read_text("utf-8").splitlines()


def read(text: str, kind: type[S]) -> Reading[S]:
    return reading(text, kind, ORACLE)


def test_a_table_tells_its_columns_and_constraints() -> None:
    found = read(STATEMENTS[0], tree.CreateTable)
    columns = found.tree.columns
    assert [c.name.name for c in columns] == ["id", "name", "total", "secret", "hidden", "d"]
    assert [a.kind for a in columns[0].attributes] == ["IDENTITY", "PRIMARY KEY"]
    default = columns[1].attribute("DEFAULT")
    assert default is not None
    assert (default.detail, found.of(default)) == ("ON NULL", "DEFAULT ON NULL 'x'")
    assert columns[2].attribute("GENERATED") is not None
    unique, check, foreign = (e for e in found.tree.elements[6:9])
    assert isinstance(unique, tree.Key)
    assert (unique.kind, unique.name and unique.name.name) == ("UNIQUE", "t_u")
    assert isinstance(check, tree.Check)
    assert not check.enforced
    assert isinstance(foreign, tree.ForeignKey)
    assert found.each(foreign.parts) == ["a", "b"]
    assert foreign.references.on_delete == "CASCADE"
    assert [o.kind for o in foreign.options] == ["DEFERRABLE", "INITIALLY DEFERRED"]


def test_options_are_called_by_the_words_they_begin_with() -> None:
    found = read(
        "CREATE TABLE t (a INT) TABLESPACE u PARALLEL 4 ENABLE ROW MOVEMENT", tree.CreateTable
    )
    names = [option.name for option in found.tree.options]
    assert names == ["TABLESPACE", "PARALLEL", "ENABLE ROW MOVEMENT"]
    assert [found.of(o.value) for o in found.tree.options[:2] if o.value] == ["u", "4"]


def test_partitions_and_their_subpartitions() -> None:
    text = next(s for s in STATEMENTS if s.startswith("CREATE TABLE r "))
    by = read(text, tree.CreateTable).tree.partition_by
    assert by is not None
    assert (by.kind, by.interval is not None) == ("RANGE", True)
    assert [p.name.name for p in by.partitions] == ["p1", "pm"]
    assert by.by is not None
    assert [p.name.name for p in by.by.partitions] == ["s1", "s2"]
    assert [s.name.name for s in by.partitions[1].subpartitions] == ["pm_1", "pm_2"]


def test_actions_in_one_pair_of_parentheses_are_several() -> None:
    found = read("ALTER TABLE t DROP (a, b) MODIFY (c NULL, d DATE)", tree.AlterTable)
    assert [type(a).__name__ for a in found.tree.actions] == [
        "DropColumn", "DropColumn", "ModifyColumn", "ModifyColumn",
    ]  # fmt: skip
    kept, changed = found.tree.actions[2:]
    assert isinstance(kept, tree.ModifyColumn)
    assert kept.column.type is None
    assert isinstance(changed, tree.ModifyColumn)
    assert changed.column.type is not None


def test_partition_maintenance_tells_what_becomes_of_indexes() -> None:
    found = read("ALTER TABLE t DROP PARTITION p, q UPDATE GLOBAL INDEXES", tree.AlterTable)
    (change,) = found.tree.actions
    assert isinstance(change, tree.PartitionChange)
    assert (change.verb, [n.name for n in change.names]) == ("DROP", ["p", "q"])
    assert [o.name for o in change.options] == ["UPDATE GLOBAL INDEXES"]


def test_parts_of_an_index_are_columns_or_expressions() -> None:
    found = read("CREATE UNIQUE INDEX i ON t (a DESC, UPPER(b)) REVERSE", tree.CreateIndex)
    key = found.tree.key
    assert (key.kind, [o.kind for o in key.options]) == ("UNIQUE", ["REVERSE"])
    assert [(p.column and p.column.name, p.descending) for p in key.parts] == [
        ("a", True), (None, False),
    ]  # fmt: skip


def test_an_element_nobody_understands_costs_no_more_than_itself() -> None:
    found = partial(
        "CREATE TABLE t (a NUMBER, b NUMBER WHATEVER 5, c DATE)", tree.CreateTable, ORACLE
    )
    assert lost(found) == ["b NUMBER WHATEVER 5"]
    assert [c.name.name for c in found.tree.columns] == ["a", "c"]


def test_a_grant_of_roles_and_one_of_an_object() -> None:
    roles = read("GRANT connect, CREATE ANY TABLE TO a WITH ADMIN OPTION", tree.Grant).tree
    assert [p.name for p in roles.privileges] == ["CONNECT", "CREATE ANY TABLE"]
    assert (roles.target, roles.grant_option) == (None, True)
    columns = read("GRANT UPDATE (x, y) ON hr.t TO PUBLIC", tree.Grant).tree
    assert columns.target is not None
    assert columns.target.dotted == "hr.t"
    assert [c.name for c in columns.privileges[0].columns] == ["x", "y"]
    assert columns.accounts[0].user == "PUBLIC"


def test_every_diagram_can_be_followed() -> None:
    for name in DIAGRAMS.names():
        DIAGRAMS.match(name)
    assert set(Following._PARTS) == OWN


def test_a_diagram_ends_whatever_it_reads() -> None:
    """A diagram that may take nothing again and again would hang."""
    for word in ("(", ")", ",", "x", "'s'", "1", "FOR"):
        for name in DIAGRAMS.names():
            text = f"COMMENT {word} {word} {word}"
            parser = OracleParser(tokenize_oracle(text), ORACLE)
            parser.at = 1
            parser.options(name)


def test_what_nests_without_end_is_given_up() -> None:
    for text in (
        "CREATE TABLE t (a x) " + "NESTED TABLE a STORE AS b (" * 2000,
        "CREATE OUTLINE o ON " * 2000,
        "CREATE SCHEMA AUTHORIZATION x " * 2000,
        "CREATE TABLE t (a NUMBER) PARTITION BY RANGE (a) (PARTITION p VALUES " + "(" * 2000,
    ):
        assert refused(text, ORACLE)
