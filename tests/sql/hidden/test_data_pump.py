"""An SQLFILE of Oracle's Data Pump: a script like others, of definitions that are there already."""

from pathlib import Path

from app.domain.dialect import Dialect
from app.domain.input_kind import InputKind
from app.flows.audit_files import Request, audit_files
from app.flows.collect import Collector
from app.sql.decode import open_source
from app.sql.hidden import dialect_in, pieces, recognise
from app.sql.parse import parse
from app.sql.split import PieceKind

SQLFILE = Path(__file__).parents[2] / "data" / "data-pump.sql"


def test_every_statement_of_it_is_understood() -> None:
    text = "".join(open_source(SQLFILE).chunks())
    kind = recognise(SQLFILE.name, text)
    assert kind is InputKind.SCRIPT
    assert dialect_in(kind, SQLFILE.name, text) is Dialect.ORACLE
    found = list(pieces(kind, [text], Dialect.ORACLE))
    parsed = [parse(piece.text, Dialect.ORACLE) for piece in found]
    assert [one.kind for one in parsed if not one.whole] == []
    assert [one.kind for one in parsed][6:13] == [
        "CREATE USER", "GRANT", "ALTER USER", "PL/SQL BLOCK", "CREATE TYPE", "ALTER TYPE",
        "CREATE SEQUENCE",
    ]  # fmt: skip
    assert {piece.kind for piece in found} == {PieceKind.SQL, PieceKind.PLSQL}


def test_what_it_says_of_its_tables_waits_for_the_keys_behind_them() -> None:
    collector = Collector()
    for event in audit_files(Request((SQLFILE,), objects=True, profile="strict")):
        collector.take(event)
    (file,) = collector.result().files
    assert file.report.fully_parsed == file.report.statements == 24
    found = {finding.rule: finding for finding in file.findings}
    assert found["security-grant-excessive"].start.line == 55
    assert not {"table-require-primary-key", "table-exists", "table-missing"} & set(found)
