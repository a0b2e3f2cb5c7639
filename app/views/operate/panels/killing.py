"""Ending sessions, from whatever panel shows them: planned, shown, agreed to, done, noted."""

from collections.abc import Iterable
from dataclasses import replace

from app.domain.operating.sessions import Kill, ServerSession
from app.engines.abilities import KillsSessions
from app.views.operate.panel import Panel


def propose_kill(
    panel: Panel, targets: Iterable[ServerSession], what: Kill, *warnings: str
) -> None:
    """Propose to end these, as far as there are any; warnings stand before the plan's own.

    What has no session (a prepared transaction that outlived its own) is left out.
    """
    session, hit = panel.session, [target for target in targets if target.id]
    if hit and isinstance(session, KillsSessions):
        act = session.plan_kill(hit, what)
        panel.room.proposals.propose(
            replace(act, warnings=(*warnings, *act.warnings)) if warnings else act, panel
        )
