"""The statements of a sample, and what is taken of their rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.monitoring.sample import Ask, Row, Scalar
from app.engines.oracle.replication import known_lag
from app.engines.oracle.rows import literal, text
from app.engines.oracle.sampling.views import (
    ACTIVE,
    ONE_ROW,
    RENAMED,
    STATISTICS,
    TABLES,
    WAITED,
    WAITS,
    squeezed,
)

Rows = Iterable[Mapping[str, Any]]


@dataclass(slots=True)
class Look:
    """What was found so far."""

    fields: dict[str, Scalar] = field(default_factory=dict)
    tables: dict[str, dict[str, Row]] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A SELECT and the sources it is for; several that `take` alike are asked at once."""

    sources: tuple[str, ...]
    statement: str


@dataclass(frozen=True, slots=True)
class Question:
    """Parts that are one statement, joined by UNION ALL, and what takes its rows."""

    parts: tuple[Part, ...]
    take: Callable[[Rows, Look], None]


def questions_for(ask: Ask, spelt: Sequence[str]) -> list[Question]:
    """All of one sample; `spelt` are the names of V$SYSSTAT that are wanted."""
    wanted = ask.wanted
    waits = tuple(_waits(source, ask) for source in WAITS if source in wanted)
    found = [
        Question(_statistics(wanted, spelt), _taking_statistics(wanted)),
        Question(waits, _taking_waits(wanted)),
    ]
    if active := tuple(source for source in ("waits", "blocked") if source in wanted):
        found.append(Question((Part(active, ACTIVE),), _taking_active(wanted)))
    found += [
        Question((Part((source,), statement),), _taking_row(source, wanted[source]))
        for source, statement in ONE_ROW.items()
        if source in wanted
    ]
    found += [
        Question((Part((source,), statement),), _taking_table(source, ask))
        for source, statement in TABLES.items()
        if source in wanted
    ]
    return [question for question in found if question.parts]


def _statistics(wanted: Mapping[str, frozenset[str]], spelt: Sequence[str]) -> tuple[Part, ...]:
    names = ", ".join(map(literal, spelt)) or "''"
    return tuple(
        Part((source,), statement.format(names=names))
        for source, statements in STATISTICS.items()
        if source in wanted
        for statement in statements
    )


def scalar(value: Any) -> Scalar:
    """A number as such, anything else as its text, NULL as None."""
    if value is None or isinstance(value, int | float):
        return value
    try:
        return float(value) if not isinstance(value, str) else value
    except (TypeError, ValueError):
        return str(value)


def _taking_statistics(wanted: Mapping[str, frozenset[str]]) -> Callable[[Rows, Look], None]:
    keys = {
        (source, squeezed(name)): f"{source}.{name}"
        for source in STATISTICS
        for name in wanted.get(source, ())
    }

    def take(rows: Rows, look: Look) -> None:
        for row in rows:
            key = keys.get((row["source"], squeezed(text(row["name"]))))
            if key is not None:
                look.fields[key] = scalar(row["value"])

    return take


def _waits(source: str, ask: Ask) -> Part:
    statement = WAITS[source]
    if rows := ask.rows.get(source):
        column = "w.event" if source == "event" else "w.wait_class"
        statement += f" AND {column} IN ({', '.join(map(literal, sorted(rows)))})"
    return Part((source,), statement)


def _taking_waits(wanted: Mapping[str, frozenset[str]]) -> Callable[[Rows, Look], None]:
    def take(rows: Rows, look: Look) -> None:
        for source in WAITS.keys() & wanted.keys():
            look.tables.setdefault(source, {})
        for row in rows:
            source = str(row["source"])
            look.tables[source][text(row["name"])] = {
                "total_waits": scalar(row["total_waits"]),
                WAITED[source]: scalar(row["waited"]),
            }

    return take


def _taking_active(wanted: Mapping[str, frozenset[str]]) -> Callable[[Rows, Look], None]:
    def take(rows: Rows, look: Look) -> None:
        blocked, longest = 0, 0
        waits: dict[str, Row] = {}
        for row in rows:
            waits[text(row["name"])] = {"sessions": scalar(row["sessions"])}
            blocked += row["blocked"] or 0
            longest = max(longest, row["longest"] or 0)
        if "waits" in wanted:
            look.tables["waits"] = waits
        if "blocked" in wanted:
            look.fields |= {"blocked.sessions": blocked, "blocked.longest": longest}

    return take


def _taking_row(source: str, names: frozenset[str]) -> Callable[[Rows, Look], None]:
    def take(rows: Rows, look: Look) -> None:
        for row in list(rows)[:1]:
            for name in names & row.keys():
                look.fields[f"{source}.{name}"] = scalar(row[name])

    return take


def _taking_table(source: str, ask: Ask) -> Callable[[Rows, Look], None]:
    names, some = ask.wanted[source], ask.rows.get(source)
    renamed = RENAMED.get(source, {})

    def take(rows: Rows, look: Look) -> None:
        found: dict[str, Row] = {}
        for row in rows:
            name = text(row["name"])
            if some and name not in some:
                continue
            if source == "dataguard":
                found[name] = {"lag": known_lag(row)}
                continue
            row = {renamed.get(column, column): scalar(value) for column, value in row.items()}
            if source == "resource":
                row["limit"] = _limit(row["limit"])
            found[name] = {column: row[column] for column in names & row.keys()}
        look.tables[source] = found

    return take


def _limit(value: Scalar) -> int | None:
    """V$RESOURCE_LIMIT has it as a text, UNLIMITED where there is none."""
    said = str(value).strip()
    return int(said) if said.isdigit() else None
