"""Records like those of a server's session list, for the tests of tables."""

from dataclasses import dataclass
from operator import attrgetter

from app.domain.errors import ConsoleError
from app.models import formats
from app.models.fields import Align, Field, State


@dataclass(frozen=True, slots=True)
class Session:
    id: int
    user: str = "app"
    seconds: float | None = 0.0
    sql: str | None = None
    size: int = 0


def _state(session: Session) -> State:
    return State.WARNING if (session.seconds or 0) > 60 else State.NONE


def _name(text: str) -> str:
    if not text.strip():
        raise ConsoleError("A user has a name.", hint="Type one.")
    return text.strip()


ID, USER, SECONDS, SQL, SIZE = range(5)
SESSIONS: tuple[Field[Session], ...] = (
    Field("id", "Id", attrgetter("id"), str, align=Align.RIGHT, width=80),
    Field("user", "User name", attrgetter("user"), parse=_name),
    Field("seconds", "Time", attrgetter("seconds"), formats.duration, Align.RIGHT, state=_state),
    Field("sql", "Statement", attrgetter("sql"), stretch=True, code=True),
    Field("size", "Memory", attrgetter("size"), formats.size, Align.RIGHT, hidden=True),
)


def sessions(count: int, first: int = 0) -> list[Session]:
    """Sessions that differ in everything, in no order of any column but the first."""
    return [
        Session(n, f"user-{n * 7 % 11}", float(n * 37 % 101), f"SELECT {n * 13 % 17}", n << 12)
        for n in range(first, first + count)
    ]
