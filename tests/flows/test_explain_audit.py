"""The plans of audited statements, judged as the profile of each file says."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from app.audit.facts.known import KnownFacts
from app.domain.dialect import Dialect
from app.domain.errors import StatementFailed
from app.domain.finding import FileReport, Finding, Severity
from app.domain.inventory import DatabaseType
from app.domain.plan import Plan
from app.domain.snapshot import IndexFacts, IndexPart, SchemaFacts, Snapshot, TableFacts
from app.engines.base import Session
from app.flows.audit_files import Request, audit_files, rules_of
from app.flows.events import Finished, Found
from app.flows.explain_audit import Explained, explain_files
from app.plans import read_plan

SCAN = "-> Table scan on orders  (cost=1 rows=20000)\n"
LOOKUP = "-> Index lookup on orders using state (state = 'a')  (cost=1 rows=1)\n"
PROFILE = """
[rules]
plan-full-table-scan = { severity = "error", rows = 30000 }
plan-no-index-used = "on"
statement-dry-run-fails = "off"

[[paths]]
match = "small.sql"
rules = { plan-full-table-scan = { severity = "error", rows = 100 } }
"""


@dataclass
class Server:
    """A session that answers with plans it was given, by the first word that fits."""

    plans: dict[str, str]
    facts: Any = field(default_factory=lambda: SimpleNamespace(type=DatabaseType.MYSQL))
    asked: list[str] = field(default_factory=list)

    def explain_plan(self, statement: str, schema: str = "", *, analyze: bool = False) -> Plan:
        self.asked.append(statement)
        for word, plan in self.plans.items():
            if word in statement:
                return read_plan(plan)
        raise StatementFailed("Unknown column 'x'.")


def findings(
    server: Server, folder: Path, profile: str = "default", facts: KnownFacts | None = None
) -> list[Finding]:
    request = Request((folder,), dialect=Dialect.MYSQL, profile=profile, jobs=1)
    reports: list[FileReport] = [
        event.report for event in audit_files(request) if isinstance(event, Finished)
    ]
    session = cast("Session", server)  # of which only explaining is asked
    events = explain_files(reports, session, Explained(), active_of=rules_of(request), facts=facts)
    return [f for event in events if isinstance(event, Found) for f in event.findings]


def test_what_is_built_in_judges_by_its_own_limits(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("SELECT id FROM orders WHERE note = 'x';\nSELECT x FROM t;\n")
    found = findings(Server({"orders": SCAN}), tmp_path)
    assert [(f.rule, f.severity, f.start.line) for f in found] == [
        ("plan-full-table-scan", Severity.WARNING, 1),
        ("statement-dry-run-fails", Severity.ERROR, 2),
    ]


def test_a_profile_sets_severities_and_limits_for_each_file(tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    profile = tmp_path / "house.toml"
    profile.write_text(PROFILE)
    for name in ("small.sql", "large.sql"):
        (scripts / name).write_text(
            "SELECT id FROM orders WHERE note = 'x';\nSELECT id FROM orders WHERE note = 'y';\n"
            "SELECT x FROM t;\n"
        )
    server = Server({"orders": SCAN})
    found = findings(server, scripts, str(profile))
    assert {(f.rule, f.severity) for f in found} == {("plan-full-table-scan", Severity.ERROR)}
    assert len(found) == 2  # of the small file only, once for each statement
    assert len(server.asked) == 2  # each shape once, whatever the file


def test_facts_tell_how_selective_an_index_is(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("SELECT id FROM orders WHERE state = 'a';\n")
    table = TableFacts(
        "shop", "orders", rows=1000,
        indexes=(IndexFacts("state", "INDEX", (IndexPart("state", distinct=4),)),),
    )  # fmt: skip
    snapshot = Snapshot(
        DatabaseType.MYSQL, "8.4.6", (8, 4, 6), datetime.now(UTC),
        schemas=(SchemaFacts("shop"),), tables=(table,),
    )  # fmt: skip
    server = Server({"orders": LOOKUP})
    assert not findings(server, tmp_path, "strict")
    found = findings(server, tmp_path, "strict", KnownFacts(snapshot))
    assert [f.rule for f in found] == ["plan-index-selectivity"]
    assert "0.4" in found[0].message
