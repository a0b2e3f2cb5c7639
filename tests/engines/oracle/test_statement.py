"""A statement in full: text beyond what the list holds, and the plans it ran by."""

from typing import Any

import pytest

from app.domain.errors import BadInput, Unsupported
from app.engines.abilities import DetailsStatements
from app.engines.oracle.statement import MOST
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary
from tests.servers.oracle.server import OracleServer

ID = "7m2vt9xk4d1qa"


def cursor(node: int, child: int, plan: int, calls: int) -> dict[str, Any]:
    return {"inst_id": node, "child_number": child, "plan_hash_value": plan, "executions": calls,
            "elapsed_time": calls * 2_000_000}  # fmt: skip


def test_the_whole_text_its_plans_and_objects(
    dictionary: Dictionary, database: OracleServer, open_session: Opens
) -> None:
    whole = "SELECT /* 全 */ a\n  -- not a\n FROM t WHERE " + " OR ".join(
        f"column_{n} = {n}" for n in range(900)
    )
    dictionary.put("gv$sqlstats", {"whole": whole})
    dictionary.put("gv$sql", cursor(2, 1, 77, 10), cursor(1, 0, 77, 30), cursor(1, 4, 78, 1))
    dictionary.put(
        "gv$sql_plan",
        {"object_owner": "SHOP", "object_name": "T", "object_type": "TABLE"},
        {"object_owner": None, "object_name": "SYS_TEMP_1", "object_type": None},
    )
    dictionary.put("table", {"plan_table_output": "| 0 | SELECT STATEMENT |"})
    session = open_session()
    assert isinstance(session, DetailsStatements)
    details = session.statement_details(ID)
    assert (details.text, details.cut) == (whole, False)
    assert details.objects == ("SHOP.T (TABLE)", "SYS_TEMP_1")
    first, second = details.plans
    assert "40 calls, 2 s each" in first.splitlines()[0]
    assert "Plan 78" in second
    assert "inst_id = 2 AND sql_id = ''7m2vt9xk4d1qa'' AND child_number = 1" in database.log


def test_a_very_long_one_is_read_up_to_a_bound(dictionary: Dictionary, open_session: Opens) -> None:
    dictionary.put("gv$sqlstats", {"whole": "x" * (MOST + 1)})
    details = open_session().statement_details(ID)
    assert (len(details.text), details.cut) == (MOST, True)


def test_what_is_gone_or_never_was(open_session: Opens) -> None:
    session = open_session()
    with pytest.raises(Unsupported, match="no longer"):
        session.statement_details(ID)
    with pytest.raises(BadInput):
        session.statement_details("x' OR '1'='1")
