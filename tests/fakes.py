"""A server that is none: a session with a memory, for the tests of what stands on sessions."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from app.domain.act import Act, Command, Consent, Ending, Outcome
from app.domain.connecting import Stage, StageReport, StageState, Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, Refused, SessionLost, Unwritable
from app.domain.inventory import DatabaseType
from app.domain.journal import Event
from app.domain.operating.server import ResultSet, ServerFacts, WatchCost
from app.domain.operating.sessions import Kill, ServerSession
from app.domain.people import Role, User
from app.domain.rights import Rights
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.flows.rights import Warden, made_in_rights


def endpoint(
    name: str = "orders-db", *, production: bool = False, type_: str = "mysql"
) -> Endpoint:
    """An endpoint of a server that is none."""
    return Endpoint("e" * 32, name, type_, "db.test", 3306, production=production)


class FakeSession:
    """Lists and kills sessions. `broken` makes the next call lose the session."""

    def __init__(self, at: Endpoint | None = None) -> None:
        self.endpoint = at or endpoint()
        self.facts = ServerFacts(DatabaseType.MYSQL, "8.0.36", (8, 0, 36), account="app@%")
        self.cost = WatchCost()
        self.stop = Stop()
        self.broken = False
        self.closed = False
        self.performed: list[Command] = []
        self.listed: tuple[ServerSession, ...] = ()
        self.kills = (Kill.STATEMENT, Kill.SESSION)
        self.outcome: Callable[[Command], Outcome] = lambda _command: Outcome(Ending.DONE)

    @contextmanager
    def during(self, stop: Stop) -> Iterator[None]:
        self.stop = stop
        yield

    def ping(self) -> None:
        self._answer()

    def run(self, statement: str, *, limit: int = 1000) -> ResultSet:
        self._answer()
        return ResultSet(("statement",), ((statement,),))

    def wait(self) -> None:
        """Runs until it is cancelled, as a slow statement does."""
        if not self.stop.wait(20):
            raise AssertionError("nobody cancelled")
        raise Cancelled("")

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        if self.endpoint.production and consent.typed != self.endpoint.name:
            raise Refused("Type the name of the instance.")
        self._answer()
        self.performed.append(command)
        return self.outcome(command)

    def sessions(self) -> tuple[ServerSession, ...]:
        self._answer()
        return self.listed

    def plan_kill(self, targets: Sequence[ServerSession], what: Kill) -> Act:
        word = "KILL QUERY" if what is Kill.STATEMENT else "KILL"
        return Act(
            "session-kill",
            "End these sessions",
            tuple(Command(f"{word} {target.id}") for target in targets),
            tuple(f"{target.id} {target.user}" for target in targets),
        )

    def close(self) -> None:
        self.closed = True

    def _answer(self) -> None:
        if self.broken:
            self.broken = False
            raise SessionLost("The server has gone away.")


class FakeServer:
    """Makes fake sessions of a kind; `refusal` is raised instead once."""

    def __init__(self, kind: type[FakeSession] = FakeSession) -> None:
        self.kind = kind
        self.sessions: list[FakeSession] = []
        self.refusal: Exception | None = None
        self.endpoint = endpoint()

    def connect(self, stop: Stop, tell: Tell) -> FakeSession:
        tell(StageReport(Stage.TCP, StageState.PASSED))
        if self.refusal:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.sessions.append(self.kind(self.endpoint))
        return self.sessions[-1]


class FakeJournal:
    """Remembers what it was told; `full` makes it refuse the next intent."""

    def __init__(self) -> None:
        self.intents: list[tuple[Act, Consent, Endpoint]] = []
        self.outcomes: list[tuple[Outcome, ...]] = []
        self.events: list[Event] = []
        self.full = False

    def intend(self, act: Act, consent: Consent, endpoint: Endpoint) -> str:
        if self.full:
            raise Unwritable("The journal cannot be written: the disk is full.")
        self.intents.append((act, consent, endpoint))
        return str(len(self.intents))

    def conclude(self, intent: str, outcomes: Sequence[Outcome]) -> None:
        assert int(intent) == len(self.intents)
        self.outcomes.append(tuple(outcomes))

    def note(self, event: Event) -> str:
        if self.full:
            raise Unwritable("The journal cannot be written: the disk is full.")
        self.events.append(event)
        return f"event {len(self.events)}"


def warden(
    journal: FakeJournal | None = None, role: Role = Role.OWNER, rights: Rights | None = None
) -> Warden:
    """Asked for a user of that role, by the rights that come with the console."""
    lin = User("u1", "lin", role=role)
    return Warden(lin, rights or made_in_rights(), journal or FakeJournal())
