"""Sessions: who is there, what runs, since when, and how it is ended."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.operating.sessions import Kill, ServerSession
from app.engines.abilities import DetailsStatements, ExplainsRunning, KillsSessions, ListsSessions
from app.flows.whole_statements import whole_statements
from app.i18n import N_, _
from app.models.operating.sessions import SESSIONS, session_key
from app.models.plan import shown
from app.models.record_order import Order
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel
from app.views.operate.panels.killing import propose_kill
from app.views.operate.room import Room
from app.views.widgets.states import Empty


class SessionsPanel(AnswerPanel):
    """Refreshed every two seconds while somebody looks."""

    key = "sessions"
    title = N_("Sessions")
    icon = "sessions"
    needs = (ListsSessions,)
    fields = SESSIONS
    record_key = staticmethod(session_key)
    order = Order("seconds", descending=True)
    interval = 2
    empty = Empty(
        N_("No session is shown"),
        N_("Nobody else is logged in, or all are hidden by the choices above."),
        N_("Refresh"),
        icon="sessions",
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        self.idle, self.background, self.own = QCheckBox(), QCheckBox(), QCheckBox()
        self._all: tuple[ServerSession, ...] = ()
        super().__init__(room, parent)
        for box in (self.own, self.background, self.idle):
            box.toggled.connect(self._show_again)
            self.records.add_to_bar(box)
        self.retranslate()

    def question(self, session: ListsSessions) -> tuple[ServerSession, ...]:
        """All of them; what is hidden is hidden here."""
        return session.sessions()

    def shown(self, answer: Iterable[ServerSession]) -> Iterable[ServerSession]:
        """Those that are not hidden."""
        self._all = tuple(answer)
        return [
            each
            for each in self._all
            if (self.idle.isChecked() or not each.idle)
            and (self.background.isChecked() or not each.background)
            and (self.own.isChecked() or not each.own)
        ]

    def commands(self) -> tuple[Command, ...]:
        """End, explain, audit."""
        session = self.session
        found: list[Command] = []
        may = self.room.why_not("session-kill")
        if isinstance(session, KillsSessions):
            if Kill.STATEMENT in session.kills:
                found.append(
                    Command("statement-kill", N_("End the s&tatement…"),
                            partial(self._kill, Kill.STATEMENT), ("Del",), "", "stop",
                            self.has_selection, why_not=may)
                )  # fmt: skip
            found += [
                Command("session-kill", N_("End the &session…"), partial(self._kill, Kill.SESSION),
                        ("Shift+Del",), "", "kill", self.has_selection, why_not=may),
                Command("sessions-kill-shown", N_("End &all that are shown…"), self._kill_shown,
                        (), "", "kill", lambda: self.table.shown > 0, why_not=may),
            ]  # fmt: skip
        if isinstance(session, ExplainsRunning):
            found.append(
                Command("session-explain", N_("&Explain what it runs"), self._explain, ("Ctrl+E",),
                        "", "explain", self.has_selection)
            )  # fmt: skip
        found.append(
            Command("session-audit", N_("A&udit its statement"), self._audit, (), "", "audit",
                    self.has_selection)
        )  # fmt: skip
        return tuple(found)

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self.idle.setText(_("Idle"))
        self.idle.setToolTip(_("Show sessions that run nothing"))
        self.background.setText(_("Background"))
        self.background.setToolTip(_("Show threads of the server itself"))
        self.own.setText(_("Own"))
        self.own.setToolTip(_("Show this console's own sessions"))
        super().retranslate()

    def state(self) -> dict[str, bytes]:
        """What is shown, too."""
        marks = "".join(
            "1" if box.isChecked() else "0" for box in (self.idle, self.background, self.own)
        )
        return {**super().state(), "operate-sessions-shown": marks.encode()}

    def restore(self, state: dict[str, bytes]) -> None:
        """Show what was shown."""
        super().restore(state)
        marks = state.get("operate-sessions-shown", b"").decode("ascii", "ignore")
        for box, mark in zip((self.idle, self.background, self.own), marks, strict=False):
            box.setChecked(mark == "1")

    def _show_again(self) -> None:
        if self._answered:
            self._take(self._all)

    def _kill(self, what: Kill) -> None:
        propose_kill(self, self.selected, what)

    def _kill_shown(self) -> None:
        shown = [self.table.record(row) for row in range(self.table.shown)]
        hit = (each for each in shown if not (each.own or each.background))
        propose_kill(self, hit, Kill.SESSION)

    def _explain(self) -> None:
        [target, *_others] = self.selected
        self.show_text(_("Asking for the plan of {session}…").format(session=target.id))
        self.ask_beside(
            lambda session: shown(session.explain_running(target)),
            self.show_plan,
        )

    def _audit(self) -> None:
        chosen = self.selected
        if isinstance(self.session, DetailsStatements):  # a list may hold but the beginning
            self.ask_beside(
                lambda session: whole_statements(
                    session, [(each.statement_id, each.statement) for each in chosen]
                ),
                self._audit_texts,
            )
        else:
            self._audit_texts([each.statement for each in chosen if each.statement])

    def _audit_texts(self, texts: Sequence[str]) -> None:
        if texts:
            self.room.audit(";\n".join(texts) + ";\n", f"{self.room.endpoint.name}.sql")
