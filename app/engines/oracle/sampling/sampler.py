"""One look at an Oracle instance: a statement for each kind of view, each bounded in time.

What the account may not read, this release does not have, or took too long, is left out with a
sentence, and asked for again only after a while.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from app.domain.errors import Cancelled, ConsoleError, SessionLost, StatementFailed
from app.domain.monitoring.sample import Ask, Raw, SampleCost
from app.engines.oracle.facts import role_of
from app.engines.oracle.failures import BROKEN_OFF, DENIED, LACKING, TIMED_OUT
from app.engines.oracle.opened import Opened
from app.engines.oracle.sampling.questions import Look, Part, Question, questions_for, scalar
from app.engines.oracle.sampling.views import (
    ONE_ROW,
    STATISTICS,
    SYSSTAT_NAMES,
    TABLES,
    WAITS,
    grant_for,
    squeezed,
)
from app.engines.oracle.session import OracleSession
from app.i18n import _

SOURCES = frozenset({*STATISTICS, *ONE_ROW, *WAITS, *TABLES, "waits", "blocked", "probe", "cost"})

LONGEST = 3.0
"""Seconds a statement of a sample may take; less where the connection allows less."""
DEAR_LONGEST = 10.0
_DEAR = frozenset({"tablespace", "temp", "asm"})
"""Sources that read the dictionary or the disks; they are for the slow tiers."""
_REFUSED = DENIED | LACKING
_SLOW = TIMED_OUT | {BROKEN_OFF}
_REFUSED_REST = 900.0
"""Seconds for which what was refused is not asked for again: grants are given now and then."""
_SLOW_REST = 60.0
"""The same of what took too long: the server has its hands full."""
_DEAR_REST = 3600.0
"""And of what is dear, and will take long again."""


class TakesSamples(OracleSession):
    """The ability `Samples`, of this instance: others of the database have a row of their own."""

    sample_sources = SOURCES

    def __init__(self, login: Opened) -> None:
        super().__init__(login)
        self._made = time.monotonic()
        self._refused: dict[str, tuple[float, str]] = {}
        """By part: until when, and why."""
        self._asked: list[tuple[Ask, list[Question]]] = []
        self._names: dict[str, str] = {}
        """How V$SYSSTAT spells a name, by the name squeezed."""

    def sample(self, ask: Ask) -> Raw:
        """One look. Raises SessionLost, Cancelled; what one source cannot tell is its trouble."""
        before = self.cost
        look = Look()
        if "probe" in ask.wanted:
            begun = time.perf_counter()
            self.ping()
            look.fields["probe.ping_ms"] = (time.perf_counter() - begun) * 1000
        questions = self._questions(ask)
        at = begun = time.monotonic()
        for question in questions:
            self._answer(question, look)
            if question is questions[0]:  # what counts comes first: rates are of its moment
                at = (begun + time.monotonic()) / 2
        self._own(ask, look)
        after = self.cost
        for name in ask.wanted.get("cost", ()):
            look.fields[f"cost.{name}"] = getattr(after, name, None)
        cost = SampleCost(
            after.statements - before.statements,
            after.seconds - before.seconds,
            after.bytes - before.bytes,
            after.rows - before.rows,
        )
        return Raw(
            at, look.fields, look.tables, self._boot(), self._uptime(at), look.troubles, cost,
            self._role(look),
        )  # fmt: skip

    # ------------------------------------------------------------------ what is asked

    def _questions(self, ask: Ask) -> list[Question]:
        """The same for the same ask: it comes again and again."""
        for held, questions in self._asked:
            if held == ask:
                return questions
        questions = questions_for(ask, self._spelt(ask.wanted.get("sysstat", ())))
        self._asked = [*self._asked[-9:], (ask, questions)]
        return questions

    def _spelt(self, names: Iterable[str]) -> list[str]:
        """Names of V$SYSSTAT as it has them; those it has not are left out."""
        if names and not self._names:
            self._names = {
                squeezed(row["name"]): str(row["name"])
                for row in self.fetch_if_allowed(SYSSTAT_NAMES)
            }
        return sorted({self._names[key] for key in map(squeezed, names) if key in self._names})

    # ------------------------------------------------------------------ how it is asked

    def _answer(self, question: Question, look: Look) -> None:
        """Ask all parts at once; where that fails, each by itself, to see which cannot be read."""
        parts = []
        for part in question.parts:
            if said := self._rests(part):
                look.troubles.update(dict.fromkeys(part.sources, said))
            else:
                parts.append(part)
        if not parts:
            return
        try:
            question.take(self._rows_of_all(parts), look)
        except StatementFailed as error:
            if len(parts) > 1 and error.code in _REFUSED:
                for part in parts:
                    self._answer(Question((part,), question.take), look)
                return
            for part in parts:
                sentence = self._let_rest(part, error)
                look.troubles.update(dict.fromkeys(part.sources, sentence))
        except Cancelled:  # who asks has lost patience: let the others be answered next time
            for part in parts:
                self._refused[part.statement] = time.monotonic() + _SLOW_REST, _too_slow()
            raise

    def _rows_of_all(self, parts: Sequence[Part]) -> list[dict[str, Any]]:
        dear = any(source in _DEAR for part in parts for source in part.sources)
        longest = DEAR_LONGEST if dear else LONGEST
        return self.fetch_within(
            min(longest, self.endpoint.access.statement_timeout),
            " UNION ALL ".join(part.statement for part in parts),
        )

    def _let_rest(self, part: Part, error: StatementFailed) -> str:
        """Why it is missing; what will not be otherwise in a moment is left alone for a while."""
        sentence, rest = self._why(part, error), 0.0
        if error.code in _REFUSED:
            rest = _REFUSED_REST
        elif error.code in _SLOW:
            sentence = _too_slow()
            rest = _DEAR_REST if _DEAR & set(part.sources) else _SLOW_REST
        if rest:
            self._refused[part.statement] = time.monotonic() + rest, sentence
        return sentence

    def _rests(self, part: Part) -> str:
        until, sentence = self._refused.get(part.statement, (0.0, ""))
        return sentence if until > time.monotonic() else ""

    def _why(self, part: Part, error: StatementFailed) -> str:
        if error.code not in DENIED:
            return f"{error} {error.hint}".strip()
        return _("This takes the grant {grant}, which {account} lacks.").format(
            grant=grant_for(part.statement),
            account=self.facts.account or self.endpoint.access.user,
        )

    # ------------------------------------------------------------------ around it

    def _own(self, ask: Ask, look: Look) -> None:
        """The user's own statements, read-only and past the licence guard; the first row counts."""
        for source, statement in ask.queries.items():
            part = Part((source,), statement)
            if said := self._rests(part):
                look.troubles[source] = said
                continue
            try:
                found = self.run_within(LONGEST, statement, 1)
            except (SessionLost, Cancelled):
                raise
            except StatementFailed as error:
                look.troubles[source] = self._let_rest(part, error)
                continue
            except ConsoleError as error:
                look.troubles[source] = f"{error} {error.hint}".strip()
                continue
            for name, value in zip(
                found.columns, found.rows[0] if found.rows else (), strict=False
            ):
                look.fields[f"{source}.{name.lower()}"] = scalar(value)

    def _role(self, look: Look) -> str:
        """After a switchover it is another, and the session may have outlived that."""
        said = look.fields.get("database.role")
        return role_of(replace(self.server, role=str(said))) if said else ""

    def _boot(self) -> str:
        """An instance that began anew has cut this session: it is as the login found it."""
        started = self.server.started
        return f"{self.server.number}/{started.isoformat()}" if started is not None else ""

    def _uptime(self, at: float) -> float | None:
        facts = self.facts
        if facts.started is None or facts.clock is None:
            return None
        return (facts.clock - facts.started).total_seconds() + at - self._made


def _too_slow() -> str:
    return _("It took too long on this server; it is asked for again after a while.")
