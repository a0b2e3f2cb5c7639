"""The rows of the journal: whatever an entry is of, in the same columns."""

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from app.domain.act import Outcome
from app.domain.journal import Event, Happening, NewKey, Note, Recorded, Where
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State
from app.models.journal.endings import ENDING_NAMES, ENDING_STATES
from app.models.journal.kinds import KIND_NAMES
from app.store.journal.found import Found, ending_of, kind_of, where_of
from app.store.journal.lines import NO_KEY
from app.store.journal.remarks import of_note


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is shown; a check may have something to say of it."""

    found: Found
    standing: State = State.NONE
    remark: str = ""
    """What the check said, in the user's language."""

    @property
    def where(self) -> Where | None:
        """The instance it is of, where it is of one."""
        where = where_of(self.found)
        return where if where is not None and where.address + where.name else None


def _who(row: Row) -> str | None:
    match row.found:
        case Recorded(intent=intent):
            return intent.who
        case _ if isinstance(event := row.found.body, Event):
            return event.who or None
    return None


def _whom(row: Row) -> str:
    return body.whom if isinstance(body := _body(row), Event) else ""


def _body(row: Row) -> Event | Note | NewKey | None:
    return None if isinstance(row.found, Recorded) else row.found.body


def what(found: Found) -> str:
    """What happened, in one sentence or less."""
    if isinstance(found, Recorded):
        return found.intent.title
    match found.body:
        case Event(text=text):
            return text
        case NewKey(lasting=True):
            return _("Another key signs from here on.")
        case NewKey():
            return _("A key of one run of the program signs from here on: no keychain held one.")
        case Note() as note:
            said = of_note(note)
            return said[:1].upper() + said[1:]


def _statements(row: Row) -> str:
    return "\n".join(row.found.intent.statements) if isinstance(row.found, Recorded) else ""


def _hits(row: Row) -> str:
    return "\n".join(row.found.intent.hits) if isinstance(row.found, Recorded) else ""


def _answers(row: Row) -> str:
    """What came of each statement; of a single one its answer alone."""
    if not isinstance(row.found, Recorded):
        return ""
    statements, outcomes = row.found.intent.statements, row.found.outcomes
    if len(statements) == 1:
        return outcomes[0].text if outcomes else ""
    return "\n".join(_answer(*each) for each in zip_longest(statements, outcomes))


def _answer(statement: str, outcome: Outcome | None) -> str:
    if outcome is None:
        return _("– not tried: {statement}").format(statement=statement)
    shape = ENDING_STATES[outcome.ending].shape
    return ": ".join(filter(None, (f"{shape} {statement}", outcome.text)))


def _facts(row: Row) -> str:
    """What programs are told of it, a line each."""
    match _body(row):
        case Event(facts=facts):
            return "\n".join(f"{name}: {value}" for name, value in facts)
        case NewKey() as key:
            return f"fingerprint: {key.fingerprint}\npublic: {key.public}"
        case Note(digest=digest) if digest:
            return f"sha256: {digest}"
    return ""


def _ending(row: Row) -> str | None:
    ending = ending_of(row.found)
    return None if ending is None else _(ENDING_NAMES[ending])


def _ending_state(row: Row) -> State:
    ending = ending_of(row.found)
    return State.NONE if ending is None else ENDING_STATES[ending]


_GRAVITY = {Happening.CUT: State.ERROR, Happening.CLOCK: State.WARNING}


def _kind_state(row: Row) -> State:
    """What the journal notes of itself is for somebody to look at."""
    body = _body(row)
    return _GRAVITY.get(body.what, State.NOTICE) if isinstance(body, Note) else State.NONE


_UNSIGNED = {
    NO_KEY: N_("nobody: whoever wrote it had no key"),
    "locked": N_("nobody: the keychain or vault did not give the key"),
    "waiting": N_("nobody: the keychain or vault had not answered yet"),
}


def _signed(row: Row) -> str:
    entry = row.found.entry
    return entry.key or _(_UNSIGNED.get(entry.unsigned, N_("nobody: it is of an older form")))


def _signed_state(row: Row) -> State:
    return State.NONE if row.found.entry.key else State.NOTICE


def _moment(at: datetime) -> str:
    return formats.stamp(at.astimezone())


ENTRIES: tuple[Field[Row], ...] = (
    Field("sequence", N_("No."), lambda row: row.found.entry.sequence, formats.count,
          align=Align.RIGHT, width=72, state=lambda row: row.standing,
          help=N_("A number that is not shown is that of the entry which says how an act ended.")),
    Field("check", N_("The check says"), lambda row: row.remark, hidden=True,
          state=lambda row: row.standing),
    Field("at", N_("When"), lambda row: row.found.entry.utc, _moment, width=186),
    Field("kind", N_("Kind"), lambda row: _(KIND_NAMES[kind_of(row.found)]), width=136,
          state=_kind_state),
    Field("ending", N_("How it ended"), _ending, width=104, state=_ending_state),
    Field("who", N_("Who"), _who, width=90),
    Field("whom", N_("To whom"), _whom, hidden=True),
    Field("instance", N_("Instance"), lambda row: row.where and row.where.name, width=110),
    Field("address", N_("Address"), lambda row: row.where and row.where.address, hidden=True,
          width=150),
    Field("environment", N_("Environment"), lambda row: row.where and row.where.environment,
          hidden=True, width=110),
    Field("what", N_("What happened"), lambda row: what(row.found), stretch=True,
          width=230),
    Field("statements", N_("Statements"), _statements, code=True, width=180),
    Field("hits", N_("Hits"), _hits, hidden=True),
    Field("answers", N_("Answers"), _answers, hidden=True),
    Field("act", N_("Act"), lambda row: row.found.intent.flow
          if isinstance(row.found, Recorded) else "", hidden=True),
    Field("facts", N_("Particulars"), _facts, hidden=True),
    Field("account", N_("System account"), lambda row: row.found.entry.account, hidden=True),
    Field("machine", N_("Machine"), lambda row: row.found.entry.machine, hidden=True),
    Field("process", N_("Process"), lambda row: row.found.entry.process, str, hidden=True),
    Field("signed", N_("Signed by"), _signed, hidden=True, width=180, state=_signed_state),
    Field("id", N_("Id"), lambda row: row.found.entry.id, hidden=True),
)  # fmt: skip
