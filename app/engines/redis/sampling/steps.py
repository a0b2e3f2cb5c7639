"""The commands of a sample: what each is asked with, and what is taken of its reply."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import StatementFailed
from app.domain.monitoring.sample import Ask, Row, Scalar
from app.engines.redis import replies
from app.engines.redis.node import Words
from app.engines.redis.replies import text
from app.engines.redis.sampling.info import SECTIONS, Taking, scalar, section_of


@dataclass(slots=True)
class Look:
    """What was found so far."""

    fields: dict[str, Scalar] = field(default_factory=dict)
    tables: dict[str, dict[str, Row]] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    """`role` and what tells of replicas, where the look told."""


@dataclass(slots=True)
class Known:
    """What is known of the server at the other end of one connection, and holds for a while."""

    mode: str = ""
    """`standalone`, `cluster`, `sentinel`; "" where it does not tell."""
    run_id: str = ""
    began: float | None = None
    """When it began, on our monotonic clock."""
    sections: Mapping[str, str] = field(default_factory=dict)
    together: bool = True
    """Whether INFO takes several sections at once (7.0)."""
    masters: tuple[str, ...] = ()
    """What a Sentinel watches."""
    last_slow: int = -1
    """The newest id of the slow log that was seen."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command, the sources it is for, and what takes its reply."""

    words: Words
    sources: tuple[str, ...]
    take: Callable[[Any, Look], None]
    takes_errors: bool = False


def steps_for(ask: Ask, known: Known) -> list[Step]:
    """All commands of one sample, few as they can be."""
    wanted = ask.wanted
    found = _info(ask, known)
    if "cluster" in wanted and known.mode in ("cluster", ""):
        found.append(_of_lines("cluster", ("CLUSTER", "INFO"), wanted["cluster"]))
    if "sentinel" in wanted and known.mode == "sentinel":
        found += _sentinel(wanted["sentinel"], known)
    if known.mode == "sentinel":
        return found
    if "slowlog" in wanted:
        found += _slow_log(wanted["slowlog"], known)
    if "latency" in wanted:
        found.append(Step(("LATENCY", "LATEST"), ("latency",), _latency))
    if "config" in wanted:
        found += _config(sorted(wanted["config"]), known)
    return found


def _info(ask: Ask, known: Known) -> list[Step]:
    """INFO of the sections that are needed: one command, or one each before 7.0."""
    wanted = ask.wanted
    of_info = tuple(source for source in ("info", *SECTIONS) if source in wanted)
    if not of_info:
        return []
    sections = {SECTIONS[source] for source in of_info if source != "info"}
    sections |= {section_of(name, known.sections) for name in wanted.get("info", ())}
    sections.discard("")
    taking = Taking(wanted, ask.rows)

    def take(reply: Any, look: Look) -> None:
        fields, tables = taking.take(text(reply))
        look.fields.update(fields)
        look.place.update(taking.role)
        for source, rows in tables.items():
            look.tables.setdefault(source, {}).update(rows)

    if not sections:
        return []
    if known.together:
        return [Step(("INFO", *sorted(sections)), of_info, take)]
    return [Step(("INFO", section), of_info, take) for section in sorted(sections)]


def _of_lines(source: str, words: Words, names: frozenset[str]) -> Step:
    def take(reply: Any, look: Look) -> None:
        said = replies.info(reply)
        for name in names & said.keys():
            look.fields[f"{source}.{name}"] = scalar(said[name])

    return Step(words, (source,), take)


def _sentinel(names: frozenset[str], known: Known) -> list[Step]:
    def masters(reply: Any, look: Look) -> None:
        rows = look.tables.setdefault("sentinel", {})
        for each in reply:
            said = {name: text(value) for name, value in replies.pairs(each).items()}
            flags = said.get("flags", "").split(",")
            row: dict[str, Scalar] = {
                name: scalar(said[spelt])
                for name in names
                if (spelt := name.replace("_", "-")) in said
            }
            row["status"] = "odown" if "o_down" in flags else "sdown" if "s_down" in flags else "ok"
            rows[said.get("name", "")] = row
        known.masters = tuple(rows)

    found = [Step(("SENTINEL", "MASTERS"), ("sentinel",), masters)]
    if "ckquorum" in names:
        found += [
            Step(("SENTINEL", "CKQUORUM", name), ("sentinel",), _quorum_of(name), takes_errors=True)
            for name in known.masters
        ]
    return found


def _quorum_of(name: str) -> Callable[[Any, Look], None]:
    def take(reply: Any, look: Look) -> None:
        rows = look.tables.setdefault("sentinel", {})
        lacks = isinstance(reply, StatementFailed)
        if lacks and reply.code != "NOQUORUM":  # not granted, or it is watched no more
            return
        if name in rows:
            rows[name] = {**rows[name], "ckquorum": int(not lacks)}

    return take


def _slow_log(names: frozenset[str], known: Known) -> list[Step]:
    def newest(reply: Any, look: Look) -> None:
        """After a SLOWLOG RESET ids go on from where they were: the last known one still holds."""
        if reply:
            known.last_slow = int(reply[0][0])
        look.fields["slowlog.last_id"] = known.last_slow

    def length(reply: Any, look: Look) -> None:
        look.fields["slowlog.length"] = int(reply)

    found = []
    if "last_id" in names:
        found.append(Step(("SLOWLOG", "GET", 1), ("slowlog",), newest))
    if "length" in names:
        found.append(Step(("SLOWLOG", "LEN"), ("slowlog",), length))
    return found


def _latency(reply: Any, look: Look) -> None:
    """In milliseconds; `at` in seconds since 1970."""
    look.tables["latency"] = {
        text(event): {"at": int(at), "latest": int(latest), "max": int(most)}
        for event, at, latest, most, *_since in reply
    }


def _config(names: list[str], known: Known) -> list[Step]:
    """Parameters are spelt with dashes; an underscore in a formula means one."""
    spelt = {name.replace("_", "-"): name for name in names}

    def take(reply: Any, look: Look) -> None:
        for name, value in replies.pairs(reply).items():
            if name in spelt:
                look.fields[f"config.{spelt[name]}"] = scalar(text(value))

    if known.together:
        return [Step(("CONFIG", "GET", *spelt), ("config",), take)] if spelt else []
    return [Step(("CONFIG", "GET", name), ("config",), take) for name in spelt]
