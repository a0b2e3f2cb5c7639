"""Our plans and rules agree with what the servers report on the 22 queries of TPC-H."""

from dataclasses import replace

from app.domain.plan import Step, with_depth
from app.plans.text import as_text
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.tpch import QUERIES, load
from tests.servers.tpch_reading import at_one_moment, disagreements, ours


def test_plans_agree_with_what_the_server_reports(
    server: MysqlFamilyServer, open_session: Opens
) -> None:
    load(server)
    session = open_session(server)
    differs: dict[int, list[str]] = {}
    for number in QUERIES:
        said, plan = at_one_moment(server, session.explain_plan, number)
        assert plan.analyzed
        if found := disagreements(said, ours(plan)):
            differs[said.number] = found
        tables = [node for node in plan.root.walk() if node.step is Step.ACCESS]
        text = QUERIES[said.number].lower()
        for node in tables:
            if not node.name.startswith("<") and node.span is not None:
                assert node.name.lower() in text[slice(*node.span)]
        placed = [node for node in tables if node.span is not None]
        assert len(placed) >= len([n for n in tables if not n.name.startswith("<")])
        assert as_text(replace(plan)).count("\n") > len(list(with_depth(plan.root)))
    assert not differs
