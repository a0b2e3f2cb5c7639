"""A login to a Redis server, or to all servers of a cluster."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any

from app.domain.act import Command, Consent, Ending, Outcome
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, Refused, SessionLost, StatementFailed
from app.domain.operating.server import ResultSet, ServerFacts
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.consent import require
from app.engines.network import Breaker
from app.engines.redis import guard
from app.engines.redis.node import Node
from app.engines.redis.reader import Cut
from app.engines.redis.replies import flat, text
from app.engines.redis.routing import Routes
from app.engines.redis.servers import Opener
from app.i18n import _
from app.sql.redis import words

_LONGEST = 1024 * 1024
"""Bytes of a string in a reply to a free command; it is shown in a cell."""


class BaseSession(Routes):
    """What every Redis session has. Abilities are mixed in, a module each."""

    def __init__(
        self, endpoint: Endpoint, main: Node, facts: ServerFacts, open_another: Opener
    ) -> None:
        super().__init__(endpoint, main, open_another)
        self.facts = facts

    # ------------------------------------------------------------------ ending what runs

    @contextlib.contextmanager
    def during(self, stop: Stop) -> Iterator[None]:
        """Cut the connections once `stop` is set: Redis has no way to end a command from beside."""
        breaker = Breaker(None, self._cut)
        self.stop = stop
        try:
            with breaker.around(stop):
                yield
        except SessionLost as error:
            if stop():
                raise Cancelled("") from error
            raise
        finally:
            self.stop = Stop()

    def ping(self) -> None:
        """Ask for a sign of life."""
        self.ask_any("PING")

    # --------------------------------------------------------------------- free commands

    def run(self, statement: str, *, limit: int = 1000) -> ResultSet:
        """One command as redis-cli takes it, where it only reads."""
        command = words.split(statement)
        if not command:
            return ResultSet()
        guard.refuse_forbidden(command)
        if self.kind_of(command) is not guard.Kind.READ:
            raise Refused(
                _("{command} may change something, and only reading is done here.").format(
                    command=words.shown(command[0]).upper()
                ),
                hint=_("Have it done as an act: it is shown first, and kept in the journal."),
            )
        reply, place = self.read(command, _LONGEST), self.place_of(command)
        rows = [(at, _cell(value)) for at, value in flat(reply, limit + 1)]
        title = _("Reply of {server}").format(server=place) if self.is_cluster else _("Reply")
        return ResultSet(("", title), tuple(rows[:limit]), len(rows) > limit)

    def read(self, command: tuple[bytes, ...], each: int) -> Any:
        """The reply to a command that reads, from where its keys are; strings up to `each` bytes.

        Raises Refused where the answer could be endless.
        """
        self._refuse_endless(command)
        place = self.place_of(command)
        keys = self.keys_of(command) if self.is_cluster else ()
        if keys:
            return self.ask_key(keys[0], *command, each=each)
        return self.node(place).ask(*command, each=each)

    def kind_of(self, command: tuple[bytes, ...]) -> guard.Kind:
        """What the command is to us; Refused where this account may not ask the server."""
        known = guard.kind_of(command, None)
        if known is not guard.Kind.ACT:
            return known
        try:
            facts = self.command_facts(command)
        except StatementFailed as error:
            raise Refused(
                _("It cannot be told whether {command} only reads: {reason}").format(
                    command=words.shown(command[0]).upper(), reason=error
                ),
                hint=_("Have this account granted the question itself: +command|info."),
            ) from error
        return guard.kind_of(command, facts.flags if facts is not None else None)

    def _refuse_endless(self, command: tuple[bytes, ...]) -> None:
        questions, most = guard.size_questions(command)
        sizes = [
            int(size)
            for size in self.ask_keys([(question[1], question) for question in questions])
            if isinstance(size, int)
        ]
        if sum(sizes) > most:
            raise Refused(
                _("The answer may have {size} parts, and {most} are read at once.").format(
                    size=f"{sum(sizes):,}", most=f"{most:,}"
                )
                if most == guard.MOST_ELEMENTS
                else _("The answer may have {size} bytes, and {most} are read at once.").format(
                    size=f"{sum(sizes):,}", most=f"{most:,}"
                ),
                hint=_("Open the key in the key browser: it reads in pages."),
            )

    # ---------------------------------------------------------------------------- acting

    def perform(self, command: Command, consent: Consent, reveal: Reveal) -> Outcome:
        """Do one command of an act."""
        require(self.endpoint, consent)
        sent = [_filled(word, command.secrets, reveal) for word in command.words]
        guard.refuse_forbidden(tuple(sent))
        begun = time.perf_counter()
        name, _slash, database = command.target.partition("/")
        if database:
            self.node(name).select(int(database))
        reply = self.tell_key(name or self.main.name, *sent)
        return Outcome(Ending.DONE, text(_short(reply)), time.perf_counter() - begun, _rows(reply))


def _filled(word: str | bytes, secrets: Sequence[str], reveal: Reveal) -> bytes:
    raw = word.encode() if isinstance(word, str) else word
    for secret in secrets:
        raw = raw.replace(f"{{secret:{secret}}}".encode(), (reveal(secret) or "").encode())
    return raw


def _cell(value: Any) -> object:
    if isinstance(value, Cut):
        return _("{beginning}… ({count} bytes in all)").format(
            beginning=words.shown(value), count=f"{value.whole:,}"
        )
    return words.shown(value) if isinstance(value, bytes) else value


def _short(reply: Any) -> Any:
    return reply if not isinstance(reply, list | dict | set) else f"({len(reply)})"


def _rows(reply: Any) -> int:
    return reply if isinstance(reply, int) and not isinstance(reply, bool) else -1
