"""The columns of the journal."""

from itertools import zip_longest

from app.domain.act import Ending
from app.domain.journal import Recorded
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Field, State

ENDING_NAMES = {
    Ending.DONE: N_("done"), Ending.FAILED: N_("failed"), Ending.REFUSED: N_("refused"),
    Ending.CANCELLED: N_("cancelled"), Ending.UNKNOWN: N_("not known"),
}  # fmt: skip
ENDING_STATES = {
    Ending.DONE: State.GOOD, Ending.FAILED: State.ERROR, Ending.REFUSED: State.NOTICE,
    Ending.CANCELLED: State.NOTICE, Ending.UNKNOWN: State.WARNING,
}  # fmt: skip


def _answers(act: Recorded) -> str:
    """What came of each statement; of a single one its answer alone."""
    statements, outcomes = act.intent.statements, act.outcomes
    if len(statements) == 1:
        return outcomes[0].text if outcomes else ""
    lines = []
    for statement, outcome in zip_longest(statements, outcomes):
        if outcome is None:
            lines.append(_("– not tried: {statement}").format(statement=statement))
            continue
        shape = ENDING_STATES[outcome.ending].shape
        lines.append(": ".join(filter(None, (f"{shape} {statement}", outcome.text))))
    return "\n".join(lines)


ACTS: tuple[Field[Recorded], ...] = (
    Field("at", N_("When"), lambda act: act.entry.utc, formats.stamp, width=200),
    Field("ending", N_("How it ended"), lambda act: _(ENDING_NAMES[act.ending]), width=120,
          state=lambda act: ENDING_STATES[act.ending]),
    Field("who", N_("Who"), lambda act: act.intent.who, width=110),
    Field("instance", N_("Instance"), lambda act: act.intent.where.name, width=140),
    Field("address", N_("Address"), lambda act: act.intent.where.address, width=150),
    Field("environment", N_("Environment"), lambda act: act.intent.where.environment, width=110),
    Field("title", N_("What"), lambda act: act.intent.title, width=200),
    Field("statements", N_("Statements"), lambda act: "\n".join(act.intent.statements),
          stretch=True, code=True, width=260),
    Field("hits", N_("Hits"), lambda act: "\n".join(act.intent.hits), hidden=True),
    Field("outcomes", N_("Answers"), _answers, hidden=True),
    Field("flow", N_("Act"), lambda act: act.intent.flow, hidden=True),
    Field("account", N_("System account"), lambda act: act.entry.account, hidden=True),
    Field("machine", N_("Machine"), lambda act: act.entry.machine, hidden=True),
    Field("sequence", N_("No."), lambda act: act.entry.sequence, formats.count, hidden=True),
)  # fmt: skip
