"""Nothing of a pack is touched by mistake, however it is spelt."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Refused
from app.engines import oracle
from app.engines.oracle.licence import DIAGNOSTICS, TUNING, Ledger, named_views

PACKS = {
    "V$ACTIVE_SESSION_HISTORY": DIAGNOSTICS,
    "DBA_HIST_SQLSTAT": DIAGNOSTICS,
    "CDB_HIST_ACTIVE_SESS_HISTORY": DIAGNOSTICS,
    "AWR_PDB_SQLSTAT": DIAGNOSTICS,
    "DBA_ADDM_FINDINGS": DIAGNOSTICS,
    "WRH$_SQLSTAT": DIAGNOSTICS,
    "X$ASH": DIAGNOSTICS,
    "V$SQL_MONITOR": TUNING,
    "V$SQL_PLAN_MONITOR": TUNING,
    "DBA_SQLTUNE_STATISTICS": TUNING,
    "DBA_SQL_PROFILES": TUNING,
}
FREE = """V$SESSION V$SQLSTATS V$SESSION_WAIT_HISTORY DBA_HIST_SNAPSHOT DBA_HIST_UNDOSTAT
    DBA_HIST_DATABASE_INSTANCE DBA_HIST_SNAP_ERROR DBA_HIST_SEG_STAT DBA_HIST_SEG_STAT_OBJ
    DBA_INDEX_USAGE DBA_TABLES V$SQL_PLAN""".split()

blanks = st.sampled_from([" ", "\n", "\t", " /* free */ ", " --x\n ", "/**/"])
prefixes = st.sampled_from(["", "SYS.", "sys . ", '"SYS".', "SYS/**/."])


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """Give a view of a pack, and one of the ways to write it."""
    view = draw(st.sampled_from(sorted(PACKS)))
    name = view
    if view.startswith("V$"):
        name = draw(st.sampled_from(["V$", "GV$", "V_$", "GV_$"])) + view[2:]
    how = draw(st.sampled_from(["plain", "lower", "mixed", "quoted"]))
    if how == "lower":
        name = name.lower()
    elif how == "mixed":
        name = "".join(c.lower() if draw(st.booleans()) else c for c in name)
    elif how == "quoted":
        name = f'"{name}"'
    return view, draw(prefixes) + name


@given(spellings(), blanks, blanks)
def test_a_view_of_a_pack_is_refused_however_it_is_spelt(
    spelt: tuple[str, str], before: str, behind: str
) -> None:
    view, name = spelt
    ledger = Ledger(licensed=False)
    for statement in (
        f"SELECT * FROM{before or ' '}{name}{behind}WHERE 1 = 1",
        f"WITH x AS (SELECT * FROM{before}{name}) SELECT * FROM x",
        f"SELECT (SELECT MAX(1) FROM{before}{name}) FROM dual, v$session s",
    ):
        with pytest.raises(Refused, match=view.replace("$", r"\$")):
            ledger.pass_through(statement)
    (row,) = [row for row in ledger.as_rows().rows if row[0] == view]
    assert row[1:4] == (PACKS[view], 0, 3)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM TABLE(DBMS_XPLAN.DISPLAY_AWR('abc'))",
        "SELECT DBMS_SQLTUNE.REPORT_SQL_MONITOR() FROM dual",
        "BEGIN dbms_workload_repository.create_snapshot; END;",
        "SELECT * FROM XMLTABLE('ora:view(\"V$ACTIVE_SESSION_HISTORY\")')",
        "SELECT dbms_xmlgen.getxml('select * from dba_hist_sqlstat') FROM dual",
        'SELECT * FROM "SYS"."GV_$SQL_MONITOR"',
    ],
)
def test_packages_and_texts_that_lead_there(statement: str) -> None:
    with pytest.raises(Refused):
        Ledger(licensed=False).pass_through(statement)
    Ledger(licensed=True).pass_through(statement)


def test_what_is_free_is_noted_and_let_through() -> None:
    ledger = Ledger(licensed=False)
    ledger.pass_through("SELECT user_id, all_rows FROM " + ", ".join(FREE))
    ledger.pass_through("SELECT * FROM sys.gv_$session -- v$sql_monitor")
    ledger.pass_through("SELECT 'V$SQL_MONITOR' FROM dba_tables")
    rows = {row[0]: row for row in ledger.as_rows().rows}
    assert set(rows) == set(FREE)
    assert rows["V$SESSION"][1:4] == ("", 2, 0)
    assert rows["V$SESSION"][4] is not None


def test_with_a_licence_it_is_noted_too() -> None:
    ledger = Ledger(licensed=True)
    ledger.pass_through("SELECT * FROM v$sql_monitor")
    ((view, pack, allowed, refused, _last),) = ledger.as_rows().rows
    assert (view, pack, allowed, refused) == ("V$SQL_MONITOR", TUNING, 1, 0)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)


def our_statements() -> list[tuple[str, str]]:
    """Every statement that a module of the engine keeps."""
    found = []
    for module in pkgutil.walk_packages(oracle.__path__, "app.engines.oracle."):
        loaded = importlib.import_module(module.name)
        for value in vars(loaded).values():
            found += [
                (module.name, text)
                for text in _texts(value)
                if text.lstrip("( ").upper().startswith(("SELECT ", "WITH ", "BEGIN "))
            ]
    return found


def test_nothing_of_ours_touches_a_pack() -> None:
    statements = our_statements()
    assert len(statements) > 20
    for module, statement in statements:
        packs = [named for named in named_views(statement) if named.pack]
        assert not packs, f"{module}: {packs}"
