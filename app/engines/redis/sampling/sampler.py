"""One look at a Redis server: all commands of a tier sent at once, and their replies read.

An instance of the inventory is one server, and that one is looked at: the master the Sentinels
name, or, of a cluster, the node that was dialled, with what it says of the whole (CLUSTER INFO).
"""

import time

from app.domain.errors import Cancelled, ConsoleError, SessionLost, StatementFailed
from app.domain.inventory import TopologyRole
from app.domain.monitoring.sample import Ask, Raw, SampleCost
from app.engines.redis import replies
from app.engines.redis.node import Node
from app.engines.redis.roles import role_of
from app.engines.redis.sampling.info import ROWS, scalar, sections_of
from app.engines.redis.sampling.steps import Known, Look, Step, steps_for
from app.engines.redis.session import BaseSession
from app.i18n import _

SOURCES = frozenset(
    {"info", *ROWS, "cluster", "sentinel", "slowlog", "latency", "config", "probe", "cost"}
)

_HOLDS = 600.0
"""Seconds after which the server is asked anew what it has, and what it refused before."""

PASSING = frozenset({"LOADING", "MASTERDOWN", "BUSY", "CLUSTERDOWN", "TRYAGAIN"})
"""Refusals that end by themselves."""


class _Standing:
    """What goes along with one connection: what is known of the server, and what it refuses."""

    def __init__(self, node: Node, known: Known, troubles: dict[str, str]) -> None:
        self.node, self.known, self.until = node, known, time.monotonic() + _HOLDS
        self.troubles = troubles
        """By source: not asked for again meanwhile."""
        self._plans: list[tuple[Ask, tuple[str, ...], list[Step]]] = []

    def plan(self, ask: Ask) -> list[Step]:
        """The commands for a sample; the same each time, save for what was refused since."""
        for held, masters, steps in self._plans:
            if held == ask and masters == self.known.masters:
                return steps
        steps = [
            step
            for step in steps_for(ask, self.known)
            if not any(source in self.troubles for source in step.sources)
        ]
        self._plans = [each for each in self._plans if each[0] != ask][-9:]
        self._plans.append((ask, self.known.masters, steps))
        return steps

    def refuse(self, sources: tuple[str, ...], sentence: str) -> None:
        """Do not ask again for a while."""
        self.troubles.update(dict.fromkeys(sources, sentence))
        self._plans.clear()


class TakesSamples(BaseSession):
    """The ability `Samples`."""

    sample_sources = SOURCES
    _standing: _Standing | None = None

    def sample(self, ask: Ask) -> Raw:
        """One look; raises SessionLost, ConnectFailed (a node of a cluster is dialled again), and
        StatementFailed where the server answers and refuses everything for now.
        """
        node = self.node(self.main.name)
        before = self.cost
        standing = self._stands(node)
        look, troubles = Look(), dict[str, str]()
        self._probe(node, ask, look, troubles)
        steps = standing.plan(ask)
        begun = time.monotonic()
        answers = node.ask_all([step.words for step in steps])
        at = (begun + time.monotonic()) / 2
        refused = []
        for step, answer in zip(steps, answers, strict=True):
            if not isinstance(answer, StatementFailed) or step.takes_errors:
                step.take(answer, look)
                continue
            refused.append(answer)
            sentence = _refusal(answer)
            if answer.code not in PASSING:
                standing.refuse(step.sources, sentence)
            troubles.update(dict.fromkeys(step.sources, sentence))
        if refused and len(refused) == len(steps) and refused[0].code in PASSING:
            raise refused[0]
        self._at_the_master(look)
        self._own(ask, look, troubles)
        troubles |= {name: said for name, said in standing.troubles.items() if name in ask.wanted}
        after = self.cost
        for name in ask.wanted.get("cost", ()):
            look.fields[f"cost.{name}"] = getattr(after, name, None)
        cost = SampleCost(
            after.statements - before.statements,
            after.seconds - before.seconds,
            after.bytes - before.bytes,
        )
        uptime = look.fields.get("info.uptime_in_seconds")
        known = standing.known
        if not isinstance(uptime, int | float):
            uptime = None if known.began is None else at - known.began
        return Raw(
            at, look.fields, look.tables, known.run_id, uptime, troubles, cost, _role(look, known)
        )

    def _stands(self, node: Node) -> _Standing:
        """What is known of it; learned anew on each connection, and now and then."""
        held = self._standing
        if held is None or held.node is not node or time.monotonic() > held.until:
            last = -1 if held is None or held.node is not node else held.known.last_slow
            self._standing = held = _learned(node, self.facts.release, last)
        return held

    def _probe(self, node: Node, ask: Ask, look: Look, troubles: dict[str, str]) -> None:
        """The round trip of a PING. One that is not granted takes as long as one that is."""
        if "probe" not in ask.wanted:
            return
        begun = time.perf_counter()
        try:
            node.ask("PING")
        except StatementFailed as error:
            if error.code in PASSING:
                troubles["probe"] = str(error)
                return
        look.fields["probe.ping_ms"] = (time.perf_counter() - begun) * 1000

    def _at_the_master(self, look: Look) -> None:
        """A connection to who was the master before a failover is of no use."""
        if self.endpoint.access.redis.sentinels and look.place.get("role") == "slave":
            raise SessionLost(
                _("{server} is the master no more.").format(server=self.main.name),
                hint=_("The Sentinels are asked for the new one with the next login."),
            )

    def _own(self, ask: Ask, look: Look, troubles: dict[str, str]) -> None:
        """The user's own commands, where they only read: a value, or the parts of a reply."""
        for source, line in ask.queries.items():
            try:
                found = self.run(line)
            except (SessionLost, Cancelled):
                raise
            except ConsoleError as error:
                troubles[source] = str(error)
                continue
            for place, value in found.rows:
                look.fields[f"{source}.{place or 'value'}"] = scalar(replies.text(value))


def _learned(node: Node, release: tuple[int, ...], last_slow: int) -> _Standing:
    """What the server has and in which section, from all of its INFO at once."""
    together = release >= (7,)
    try:
        said = replies.text(node.ask("INFO", "everything" if together else "all"))
    except StatementFailed as error:
        if error.code in PASSING:
            raise
        known = Known(together=together, last_slow=last_slow)
        return _Standing(node, known, dict.fromkeys(("info", *ROWS), _refusal(error)))
    info = replies.info(said)
    uptime = replies.number(info.get("uptime_in_seconds"))
    known = Known(
        mode=info.get("redis_mode", ""),
        run_id=info.get("run_id", ""),
        began=None if uptime is None else time.monotonic() - uptime,
        sections=sections_of(said),
        together=together,
        last_slow=last_slow,
    )
    if known.mode == "sentinel":
        for step in steps_for(Ask({"sentinel": frozenset()}), known):
            step.take(node.ask(*step.words), Look())
    return _Standing(node, known, {})


def _role(look: Look, known: Known) -> str:
    if known.mode == "sentinel":
        return TopologyRole.SENTINEL
    return role_of({**look.place, "redis_mode": known.mode}) if look.place else ""


def _refusal(error: StatementFailed) -> str:
    return f"{error} {error.hint}".strip()
