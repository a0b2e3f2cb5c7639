"""The ability `Samples` of MySQL and MariaDB."""

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from app.domain.errors import Refused, StatementFailed
from app.domain.monitoring.sample import Ask, Raw, SampleCost, Scalar
from app.engines.mysql.group import KnowsGroup
from app.engines.mysql.guard import refuse_unless_reading
from app.engines.mysql.sampling import counters, sizes
from app.engines.mysql.sampling.innodb import Innodb
from app.engines.mysql.sampling.look import Look, Missing, Wanted
from app.engines.mysql.sampling.topology import Place
from app.engines.mysql.sampling.waiting import Waiting
from app.engines.mysql.sampling.watching import Watching
from app.engines.mysql.session import remember_own
from app.engines.mysql.wire import text_of

_QUERY_WITHIN = 3.0
"""Seconds a statement of the user's may take: the rest of its tier waits for it."""
_Part: TypeAlias = tuple[tuple[str, ...], Callable[[Look, Wanted], None]]
_BOOT = (
    "SELECT UNIX_TIMESTAMP() - variable_value FROM {schema}.global_status"
    " WHERE variable_name = 'Uptime'"
)
"""The very second the server began: both are reckoned from the start of this statement."""


class TakesSamples(Watching, KnowsGroup):
    """Can be looked at again and again for little."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._boot = ""
        self._place = Place(self.server)
        counted: tuple[str, ...] = ("status", "digest")
        of_mysql: tuple[_Part, ...] = ((("memory",), counters.take_memory),)
        if self.server.mariadb:
            counted, of_mysql = (*counted, "memory"), ()
        self._parts: tuple[_Part, ...] = (
            (("probe",), counters.take_round_trip),
            (counted, counters.take_status),
            (("waits", "mdl"), Waiting(self._activity).take),
            (("innodb", "trx"), Innodb().take),
            (("replica",), self._place.take_channels),
            (("group",), self._take_group),
            (("variable",), counters.Variables().take),
            (("file_io",), counters.take_file_io),
            *of_mysql,
            (("binlog",), sizes.take_binary_logs),
            (("space",), sizes.take_space),
            (("autoinc",), sizes.take_auto_increment),
        )
        """Sources that come of one statement, in the order of asking; what may hang, last."""

    @property
    def sample_sources(self) -> frozenset[str]:
        """The sources it knows, whatever this server and this account give of them."""
        return frozenset({"cost", *(each for sources, _take in self._parts for each in sources)})

    def sample(self, ask: Ask) -> Raw:
        """One look, in as few statements as can be. Raises only where the session is of no use."""
        look = self.begin()
        begun, before = time.monotonic(), self.cost
        for sources, take in self._parts:
            asked = [source for source in sources if source in ask.wanted]
            if asked:
                try:
                    take(look, ask.wanted)
                except Missing as why:
                    look.troubles |= dict.fromkeys(asked, str(why))
        for source, statement in ask.queries.items():
            self._take_query(look, source, statement)
        if not self._boot:
            self._boot = self._booted(look)
        now, after = time.monotonic(), self.cost
        if "cost" in ask.wanted:
            look.fields |= {
                "cost.statements": after.statements, "cost.seconds": after.seconds,
                "cost.bytes": after.bytes, "cost.rows": after.rows,
            }  # fmt: skip
        return Raw(
            at=(begun + now) / 2 if look.at is None else look.at,
            fields=look.fields,
            tables=look.tables,
            boot=self._boot,
            uptime=look.uptime,
            troubles=look.troubles,
            cost=SampleCost(
                after.statements - before.statements,
                now - begun,
                after.bytes - before.bytes,
                after.rows - before.rows,
            ),
            role=look.role,
        )

    def _take_group(self, look: Look, _wanted: Wanted) -> None:
        """`group`; a server that was never told of one need not be asked every ten seconds."""
        if self.server.variables.get("group_replication_group_name"):
            self._place.take_members(look, self.members())
        else:
            look.tables["group"] = {}

    def _take_query(self, look: Look, source: str, statement: str) -> None:
        """The first row of the user's own statement."""
        try:
            self._rests.check(source)
            refuse_unless_reading(statement)
            bounded = look.within(_QUERY_WITHIN, statement)
            remember_own(bounded)
            answer = self.run_unguarded(bounded, 1)
        except Refused as error:
            look.troubles[source] = str(error)
            return
        except StatementFailed as error:
            look.troubles[source] = str(self._rests.rest(source, error))
            return
        except Missing as why:
            look.troubles[source] = str(why)
            return
        for row in answer.rows:
            for column, value in zip(answer.columns, row, strict=True):
                look.fields[f"{source}.{column}"] = _scalar_of(value)

    def _booted(self, look: Look) -> str:
        """Who the server is and since when, the same for every session to it; "" where that was
        broken off, and is asked for again: half of it would look as if another had begun.
        """
        schema = "information_schema" if self.server.mariadb else "performance_schema"
        variables = self.server.variables
        known = variables.get("server_uuid") or variables.get("server_uid") or self.facts.name
        try:
            rows = look.attempt(_BOOT.format(schema=schema))
        except Missing:
            return ""
        return f"{known}/{float(rows[0][0] or 0):.0f}" if rows else known


def _scalar_of(value: object) -> Scalar:
    """What the driver made of a value, as a field holds it."""
    if value is None or isinstance(value, int | float | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return text_of(value)
