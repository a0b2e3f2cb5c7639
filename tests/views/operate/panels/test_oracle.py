"""Every page of an Oracle instance, over the wire, with the driver: what is seen and done there."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QLabel

from app.domain.act import Ending
from app.domain.endpoint import OracleAccess
from app.domain.operating.sessions import Kill
from app.domain.operating.space import SpaceKind
from app.engines.oracle.licence import named_views
from app.i18n import install
from app.views.operate.answers import AnswerPanel
from app.views.operate.desk import Desk
from app.views.operate.panels.locks import LocksPanel
from app.views.operate.panels.parameters import ParametersPanel
from app.views.operate.panels.sessions import SessionsPanel
from app.views.operate.panels.slow_sql import SlowSqlPanel
from app.views.operate.panels.space import SpacePanel
from app.views.theme import DARK
from tests.engines.oracle.fake import Dictionary
from tests.engines.oracle.rac import WHOLE, rac
from tests.servers.fault_proxy import FaultProxy
from tests.servers.oracle.server import OracleServer
from tests.views.operate.conftest import Opened
from tests.views.operate.panels.test_panels import shown

PAGES = [
    "overview", "sessions", "locks", "transactions", "replication", "slow", "schema",
    "parameters", "accounts", "space", "indexes", "ledger",
]  # fmt: skip
Opens = Callable[..., Desk]


@pytest.fixture
def dictionary() -> Dictionary:
    return rac()


@pytest.fixture
def server(dictionary: Dictionary, oracle_server: Callable[..., OracleServer]) -> OracleServer:
    return oracle_server(dictionary)


@pytest.fixture
def opens(opened: Opened, server: OracleServer) -> Opens:
    opened.secrets["instance/" + "i" * 32 + "/password"] = "oracle"

    def make(*, port: int = 0, production: bool = False, **access: Any) -> Desk:
        given: dict[str, Any] = {"user": "system", "oracle": OracleAccess(service="testdb")}
        return opened("oracle", port or server.port, production=production, **{**given, **access})

    return make


def cells(panel: AnswerPanel, *keys: str) -> list[tuple[str, ...]]:
    """What stands in these columns, row by row."""
    fields = {field.key: field for field in panel.fields}
    records = [panel.table.record(row) for row in range(panel.table.shown)]
    return [tuple(fields[key].shown(record) for key in keys) for record in records]


def select(qtbot: Any, panel: Any, key: Any) -> None:
    """Make the record with that key the selected one."""
    qtbot.waitUntil(lambda: panel.records.view.select(key), timeout=10_000)


def choose(qtbot: Any, panel: Any, session: str) -> None:
    """Select a session by its number."""
    select(qtbot, panel, (session.partition("@")[2], session))


def agree(qtbot: Any, desk: Desk) -> tuple[str, ...]:
    """Say yes to what is asked, and give the statements that were shown."""
    qtbot.waitUntil(lambda: desk.room.proposals.ask is not None)
    ask = desk.room.proposals.ask
    assert ask is not None
    statements = tuple(ask.statements)
    with qtbot.waitSignal(desk.room.proposals.done, timeout=10_000) as heard:
        ask.yes.click()
    assert heard.args[0].worked
    return statements


def test_every_page_shows_what_the_database_says(
    qtbot: Any, opened: Opened, opens: Opens, server: OracleServer
) -> None:
    desk = opens()
    assert list(desk.panels) == PAGES
    for key in PAGES:
        panel = shown(qtbot, desk, key)
        if not isinstance(panel, AnswerPanel):
            continue
        assert panel.records.states.now != "failed", key
        rows = panel.tree.total if type(panel).as_tree else panel.table.total
        assert rows or key == "replication", f"{key} is empty"
    assert desk.panels["replication"].replicas.table.total == 2  # type: ignore[attr-defined]
    install("zh_CN")
    desk.retranslate()
    desk.apply_theme(DARK)
    assert opened.failures == []
    packs = {
        view.view for sql, _binds in server.statements for view in named_views(sql) if view.pack
    }
    assert not packs, "nobody said that they are licensed"


def test_sessions_of_both_nodes_with_wait_and_progress(qtbot: Any, opens: Opens) -> None:
    panel = shown(qtbot, opens(), "sessions")
    assert isinstance(panel, SessionsPanel)
    qtbot.waitUntil(lambda: panel.table.shown == 5)
    seen = {row[0]: row[1:] for row in cells(panel, "id", "user", "wait", "blocked-by")}
    assert seen["377,1377,@1"] == ("LEDGER", "enq: TX - row lock contention", "▲ 214,1214,@1")
    assert seen["502,1502,@2"][0] == "REPORT"
    panel.idle.setChecked(True)
    panel.background.setChecked(True)
    qtbot.waitUntil(lambda: panel.table.shown == 25)


def test_a_session_is_ended_on_its_node_and_the_journal_knows(
    qtbot: Any, opened: Opened, opens: Opens, server: OracleServer
) -> None:
    desk = opens()
    panel = shown(qtbot, desk, "locks")
    assert isinstance(panel, LocksPanel)
    qtbot.waitUntil(lambda: panel.tree.rowCount() == 1)
    root = panel.tree.index(0, 0)
    assert panel.tree.rowCount(root) == 2, "both waiters hang below the blocker"
    panel.records.view.setCurrentIndex(root)
    panel._kill(Kill.SESSION)
    ask = desk.room.proposals.ask
    assert ask is not None
    said = " ".join(label.text() for label in ask.findChildren(QLabel))
    assert "transaction open for 411 s" in said
    statements = agree(qtbot, desk)
    assert statements == ("ALTER SYSTEM KILL SESSION '214,1214,@1' IMMEDIATE",)
    [(act, consent, _at)] = opened.journal.intents
    assert (act.commands[0].text, bool(consent.who)) == (statements[0], True)
    assert [outcome.ending for outcome in opened.journal.outcomes[0]] == [Ending.DONE]
    assert statements[0] in server.log
    qtbot.waitUntil(lambda: panel.tree.rowCount() == 0 or panel.refresh(), timeout=10_000)


def test_the_statement_of_a_waiter_is_ended_from_the_locks(
    qtbot: Any, opens: Opens, server: OracleServer
) -> None:
    desk = opens()
    panel = shown(qtbot, desk, "locks")
    assert isinstance(panel, LocksPanel)
    panel.records.view.setCurrentIndex(panel.tree.index(0, 0, panel.tree.index(0, 0)))
    panel._kill(Kill.STATEMENT)
    (statement,) = agree(qtbot, desk)
    assert statement == "ALTER SYSTEM CANCEL SQL '377, 1377, @1, 2gk81mzt5c9ws'"
    assert statement in server.log


def test_a_statement_that_ended_meanwhile_is_said_in_words(
    qtbot: Any, opened: Opened, opens: Opens, dictionary: Dictionary
) -> None:
    desk = opens()
    panel = shown(qtbot, desk, "sessions")
    panel.refreshing.set_interval(0)
    choose(qtbot, panel, "502,1502,@2")
    rows = [row for row in dictionary.views["gv$session"] if row["sid"] != 502]
    dictionary.put("gv$session", *rows)
    panel._kill(Kill.STATEMENT)
    ask = desk.room.proposals.ask
    assert ask is not None
    with qtbot.waitSignal(desk.room.proposals.failed, timeout=10_000):
        ask.yes.click()
    assert "ORA-00030" in opened.failures[-1].hint  # type: ignore[attr-defined]
    assert [outcome.ending for outcome in opened.journal.outcomes[0]] == [Ending.FAILED]


def test_on_production_the_name_is_typed_and_a_read_only_desk_refuses(
    qtbot: Any, opened: Opened, opens: Opens
) -> None:
    desk = opens(production=True)
    panel = shown(qtbot, desk, "sessions")
    choose(qtbot, panel, "377,1377,@1")
    panel._kill(Kill.SESSION)
    ask = desk.room.proposals.ask
    assert ask is not None
    assert not ask.yes.isEnabled()
    ask.word.setText("orders-db")
    assert ask.yes.isEnabled()
    ask.reject()
    careful = opens(read_only=True)
    panel = shown(qtbot, careful, "sessions")
    choose(qtbot, panel, "377,1377,@1")
    panel._kill(Kill.SESSION)
    assert careful.room.proposals.ask is None
    assert "read-only" in str(opened.failures[-1])
    assert opened.journal.intents == []


def test_a_parameter_is_changed_in_its_cell(
    qtbot: Any, opens: Opens, dictionary: Dictionary
) -> None:
    desk = opens()
    panel = shown(qtbot, desk, "parameters")
    assert isinstance(panel, ParametersPanel)
    row = panel.table.row_of("open_cursors")
    assert row is not None
    column = [field.key for field in panel.fields].index("value")
    assert panel.table.setData(panel.table.index(row, column), "2000")
    (statement,) = agree(qtbot, desk)
    assert statement == "ALTER SYSTEM SET open_cursors = 2000 SCOPE = BOTH SID = '*'"
    values = {row["name"]: row["value"] for row in dictionary.views["v$system_parameter"]}
    assert values["open_cursors"] == "2000"
    qtbot.waitUntil(lambda: panel.table.records["open_cursors"].value == "2000")


def test_a_change_is_placed_on_one_instance_and_taken_back(
    qtbot: Any, opens: Opens, server: OracleServer
) -> None:
    desk = opens()
    panel = shown(qtbot, desk, "parameters")
    assert isinstance(panel, ParametersPanel)
    assert panel.persist.isHidden(), "where there is a better choice"
    select(qtbot, panel, "undo_tablespace")
    assert panel.place.offered == ("*", "ledger1", "ledger2")
    panel.place.places.setCurrentIndex(2)
    panel.place.reaches.setCurrentIndex(1)
    row, column = panel.table.row_of("undo_tablespace"), 1
    assert row is not None
    assert panel.table.setData(panel.table.index(row, column), "UNDOTBS3")
    qtbot.waitUntil(lambda: desk.room.proposals.ask is not None)
    ask = desk.room.proposals.ask
    assert ask is not None
    assert "ledger2: UNDOTBS2 → UNDOTBS3" in " ".join(
        label.text() for label in ask.findChildren(QLabel)
    )
    (statement,) = agree(qtbot, desk)
    assert statement.endswith("undo_tablespace = 'UNDOTBS3' SCOPE = MEMORY SID = 'ledger2'")
    panel.place.places.setCurrentIndex(0)
    select(qtbot, panel, "processes")
    static = panel.place.reaches.model()
    assert isinstance(static, QStandardItemModel)
    assert [static.item(row).isEnabled() for row in range(3)] == [False, False, True]
    panel._reset()
    (statement,) = agree(qtbot, desk)
    assert statement == "ALTER SYSTEM RESET processes SCOPE = SPFILE SID = '*'"


def test_a_tablespace_opens_to_its_files_and_segments(qtbot: Any, opens: Opens) -> None:
    panel = shown(qtbot, opens(), "space")
    assert isinstance(panel, SpacePanel)
    node = panel.tree.node_of(((SpaceKind.TABLESPACE, "", "LEDGER_DATA"),))
    assert node is not None
    panel.tree.fetchMore(panel.tree.index_of(node))
    qtbot.waitUntil(lambda: panel.tree.rowCount(panel.tree.index_of(node)) > 8, timeout=10_000)
    names = [below.record.name for below in node.shown if below.record]
    assert (names[8], names[-1]) == ("ENTRIES", "and 1,283 more"), "files, then the largest"


def test_a_statement_is_shown_and_audited_as_it_was_sent(
    qtbot: Any, opened: Opened, opens: Opens
) -> None:
    panel = shown(qtbot, opens(), "slow")
    assert isinstance(panel, SlowSqlPanel)
    rows = panel.table.records.values()
    digest = next(row.digest for row in rows if "attribute_001" in row.digest.text)
    assert digest.schema == "LEDGER"
    select(qtbot, panel, (digest.schema, digest.id))
    panel._detail()
    qtbot.waitUntil(lambda: "attribute_089" in panel.text.toPlainText(), timeout=10_000)
    assert "SORT AGGREGATE" in panel.text.toPlainText()
    panel._audit()
    qtbot.waitUntil(lambda: bool(opened.audited), timeout=10_000)
    assert opened.audited[-1].startswith(WHOLE)


def test_the_statement_of_a_session_is_audited_as_it_was_sent(
    qtbot: Any, opened: Opened, opens: Opens
) -> None:
    panel = shown(qtbot, opens(), "sessions")
    choose(qtbot, panel, "502,1502,@2")
    panel._audit()
    qtbot.waitUntil(lambda: bool(opened.audited), timeout=10_000)
    assert opened.audited[-1].startswith("SELECT /* 月度报表 */ b.name")


def test_a_view_that_may_not_be_seen_is_a_page_that_says_what_to_ask_for(
    qtbot: Any, opens: Opens, dictionary: Dictionary
) -> None:
    dictionary.hidden |= {"gv$sqlstats"}
    desk = opens()
    desk.open_panel("slow")
    panel = desk.panels["slow"]
    assert isinstance(panel, AnswerPanel)
    qtbot.waitUntil(lambda: panel.records.states.now == "failed", timeout=10_000)
    dictionary.hidden.clear()
    panel.records.retry_wanted.emit()
    qtbot.waitUntil(lambda: panel.table.total > 5, timeout=10_000)


@pytest.mark.parametrize("fault", ["reset", "hang_up"])
def test_a_broken_connection_is_made_anew_unseen(
    qtbot: Any, opened: Opened, opens: Opens, server: OracleServer, fault_proxy: Any, fault: str
) -> None:
    proxy: FaultProxy = fault_proxy(server.port)
    desk = opens(port=proxy.port)
    panel = shown(qtbot, desk, "sessions")
    panel.refreshing.set_interval(0)
    qtbot.waitUntil(lambda: not panel.poller.running)
    getattr(proxy, fault)()
    with qtbot.waitSignal(panel.poller.answered, timeout=10_000):
        panel.refresh()
    assert opened.failures == []
    assert panel.table.shown == 5
