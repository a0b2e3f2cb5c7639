"""The columns of parameters side by side, and of what they can be compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.domain.endpoint import Endpoint
from app.domain.operating.comparison import Compared
from app.i18n import N_, _, ngettext
from app.models import formats
from app.models.fields import Field, State


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to compare with: another instance, or this one at a moment."""

    key: str
    title: str
    """Of its column."""
    detail: str
    endpoint: Endpoint | None = None
    moment: datetime | None = None


def of_instance(endpoint: Endpoint) -> Candidate:
    """Another instance."""
    return Candidate(
        endpoint.id,
        endpoint.name,
        " · ".join(filter(None, (f"{endpoint.address}:{endpoint.port}", endpoint.environment))),
        endpoint=endpoint,
    )


def of_moment(moment: datetime, changed: int) -> Candidate:
    """This instance as it was, at a moment when so many parameters were seen to be others."""
    said = ngettext("{count} value was new", "{count} values were new", changed)
    return Candidate(
        moment.isoformat(),
        formats.stamp(moment.astimezone()),
        said.format(count=formats.count(changed)),
        moment=moment,
    )


CANDIDATES: tuple[Field[Candidate], ...] = (
    Field("title", N_("Compare with"), lambda each: each.title, width=280),
    Field("kind", N_("What"), lambda each: _("another instance") if each.endpoint
          else _("this one, earlier"), width=140),
    Field("detail", N_("Details"), lambda each: each.detail, stretch=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, and what stands in its cells while it has no answer."""

    title: str
    silence: str = ""
    failed: bool = False


def _how(compared: Compared) -> str:
    if not compared.differs:
        return _("the same")
    return _("differs, as it must") if compared.expected else _("differs")


def _state(compared: Compared) -> State:
    if not compared.differs:
        return State.NONE
    return State.NOTICE if compared.expected else State.WARNING


def _value(number: int, column: Column, compared: Compared) -> str | None:
    return column.silence or compared.values[number]


def _silent(column: Column, _compared: Compared) -> State:
    return State.ERROR if column.failed else State.NONE


def fields_of(columns: Sequence[Column]) -> tuple[Field[Compared], ...]:
    """The name, whether it differs, and a value for each column."""
    return (
        Field("name", N_("Parameter"), lambda compared: compared.name, width=260, code=True),
        Field("difference", N_("Difference"), _how, width=140, state=_state,
              sort=lambda compared: _state(compared).rank,
              help=N_("Names of hosts, ids, files and places are a server's own.")),
        *(
            Field(f"column-{number}", column.title, partial(_value, number, column), width=220,
                  code=True, stretch=number == len(columns) - 1, state=partial(_silent, column))
            for number, column in enumerate(columns)
        ),
    )  # fmt: skip
