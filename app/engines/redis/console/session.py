"""A session its user types commands into, as redis-cli takes them.

The database it stands on stays. There is no MULTI here, for a command stands alone in the journal;
what never ends, what is for servers among themselves and what holds a password is refused with
words (`guard`). What empties or stops a server asks for its own name, production for the
instance's.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

from app.domain.act import Command, Consent, Outcome
from app.domain.connecting import Tell
from app.domain.console.pipeline import (
    PipelineDone,
    PipelineFile,
    PipelineOrder,
    PipelineProgress,
    Weight,
)
from app.domain.console.result import Told
from app.domain.console.transaction import Mode, TransactionState
from app.domain.endpoint import Endpoint
from app.domain.errors import BadInput, ConsoleError, Refused, StatementFailed
from app.domain.operating.server import ResultSet, ServerFacts, WatchCost
from app.domain.stop import Stop
from app.engines.base import Reveal, Session
from app.engines.consent import require
from app.engines.console import Order
from app.engines.redis import guard
from app.engines.redis.connect import connect
from app.engines.redis.console.pipeline import Pipeline
from app.engines.redis.console.typed import told_of
from app.engines.redis.console.weighing import Weigher
from app.engines.redis.session import BaseSession
from app.i18n import _
from app.sql.redis import words
from app.sql.redis.command_file import FileCommand, Found, Unread
from app.sql.redis.command_table import command_of


def connect_console(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Session:
    """A session for the console; raises as `connect` does."""
    session = connect(endpoint, reveal, stop, tell)
    assert isinstance(session, BaseSession)
    return RedisConsole(session)


class RedisConsole:
    """Runs commands; everything else it has from a session as the pages use it."""

    def __init__(self, session: BaseSession) -> None:
        self._session = session
        self._database = session.main.database
        self.alive = True

    @property
    def endpoint(self) -> Endpoint:
        """What it was made from."""
        return self._session.endpoint

    @property
    def facts(self) -> ServerFacts:
        """What the server said of itself when the session was made."""
        return self._session.facts

    @property
    def cost(self) -> WatchCost:
        """What our own commands took so far."""
        return self._session.cost

    def during(self, stop: Stop) -> AbstractContextManager[None]:
        """Whatever is called inside ends within a second of `stop` being set."""
        return self._session.during(stop)

    def ping(self) -> None:
        """Raise SessionLost unless the server answers."""
        self._session.ping()

    def run(self, statement: str, *, limit: int = 1000) -> ResultSet:
        """Read: refused where the command could change anything."""
        return self._session.run(statement, limit=limit)

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act."""
        return self._session.perform(command, consent, reveal)

    def close(self) -> None:
        """Log out; never raises, never hangs."""
        self.alive = False
        self._session.close()

    # ------------------------------------------------------------------ the console

    @property
    def schema(self) -> str:
        """The number of the database; "" in a cluster, which has one only."""
        return "" if self._session.is_cluster else str(self._database)

    def use_schema(self, schema: str) -> None:
        """Stand on another database from now on."""
        if self._session.is_cluster:
            raise Refused(_("A cluster has one database only."))
        if not schema.isdecimal():
            raise BadInput(
                _("{name} is not the number of a database.").format(name=schema),
                hint=_("They are numbered from 0 on."),
            )
        self._session.main.select(int(schema))
        self._database = int(schema)

    def changes(self, text: str) -> bool:
        """Whether the command may change anything; asks nobody, so any thread may ask it."""
        command = words.split(text)
        if not command or _selects(command):
            return False
        try:
            guard.refuse_forbidden(command)
        except Refused:
            return False  # it is not sent
        found = command_of([words.shown(word) for word in command])
        flags = found[0].flags if found is not None else None
        return guard.kind_of(command, flags) is not guard.Kind.READ

    def execute(self, order: Order, consent: Consent) -> Iterator[Told]:
        """Send one command; its reply as a result, typed as RESP3 says."""
        command = words.split(order.text)
        if not command:
            return
        if _selects(command):
            self.use_schema(words.shown(command[1]))
            yield from told_of(b"OK", None)
            return
        guard.refuse_forbidden(command)
        if self.changes(order.text):
            self._require(command, consent)
            place = self._session.place_of(command)
            reply = self._session.tell_key(place, *command)
        else:
            reply = self._session.read(command, order.clip)
        if isinstance(reply, StatementFailed):
            raise reply
        yield from told_of(reply, order.most_rows)

    # ------------------------------------------------------------------ a file of commands

    def existing(self, keys: Sequence[bytes]) -> int:
        """How many of these keys there are now; those nobody could be asked for are none."""
        found = self._session.ask_keys([(key, (b"EXISTS", key)) for key in keys])
        return sum(each for each in found if isinstance(each, int))

    def send_pipeline(
        self, file: PipelineFile, commands: Iterable[Found], order: PipelineOrder, consent: Consent,
        tell: Callable[[PipelineProgress], object], halt: Callable[[], bool],
    ) -> PipelineDone:  # fmt: skip
        """See `SendsPipelines`."""
        for kind in file.kinds:
            if kind.weight is not Weight.READ:
                self._require((kind.name.encode(),), consent)
        if order.atomic and self._session.is_cluster:
            raise Refused(
                _("The keys of a batch lie on several servers of a cluster."),
                hint=_("Send it without a transaction for each batch."),
            )
        done = Pipeline(self._session, order, tell, halt).run(self._allowed(commands, consent))
        main = self._session.main
        if not main.gone and not self._session.is_cluster:
            try:
                main.select(self._database)
            except ConsoleError:  # what was done is told anyhow; where this stands nobody knows
                main.cut()
        return done

    def _allowed(self, commands: Iterable[Found], consent: Consent) -> Iterator[FileCommand]:
        """Them, as long as each may be sent: the file may be another than was looked at."""
        weigher = Weigher(cluster=self._session.is_cluster)
        known: set[bytes] = set()
        for command in commands:
            if isinstance(command, Unread):
                raise command.error
            if command.words[0].upper() == b"SELECT":
                self._session.main.database = -1  # wherever it is from now on
            if weigher.weight(command.words) is not Weight.READ:
                first = command.words[0]
                if first not in known:
                    self._require(command.words, consent)
                    known.add(first)
            yield command

    def transaction(self) -> TransactionState:
        """Each command stands alone."""
        return TransactionState()

    def set_mode(self, mode: Mode) -> None:
        """There is no other than autocommit."""
        if mode is Mode.MANUAL:
            raise Refused(_("Redis commits each command by itself."))

    def commit(self) -> None:
        """There is nothing to commit."""

    def rollback(self) -> None:
        """There is nothing to undo."""

    def _require(self, command: tuple[bytes, ...], consent: Consent) -> None:
        require(self.endpoint, consent)
        name = words.shown(command[0]).upper()
        dangerous = guard.kind_of(command, None) is guard.Kind.DANGEROUS
        if dangerous and consent.typed not in {name, self.endpoint.name}:
            raise Refused(
                _("{command} may change or delete far more than one key.").format(command=name),
                hint=_("Type {name} to confirm.").format(name=name),
            )


def _selects(command: tuple[bytes, ...]) -> bool:
    return len(command) == 2 and command[0].upper() == b"SELECT"
