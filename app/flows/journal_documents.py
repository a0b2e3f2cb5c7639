"""Entries of the journal for programs: one document or one line each, whatever they are of."""

from dataclasses import asdict
from typing import Any

from app.domain.journal import Event, Note, Noted, Recorded
from app.store.journal import Found
from app.store.journal.found import ending_of, kind_of, where_of

COLUMNS = (
    "sequence", "utc", "kind", "ending", "who", "whom", "instance", "address", "environment",
    "flow", "text", "statements", "hits", "outcomes", "facts", "account", "machine", "process",
    "id", "key", "unsigned",
)  # fmt: skip
"""Of the lines."""


def document(found: Found) -> dict[str, Any]:
    """All there is of an entry, as JSON has it. Fields are added and never take another meaning."""
    entry = found.entry
    begun = {
        "sequence": entry.sequence,
        "id": entry.id,
        "utc": entry.utc.isoformat(timespec="microseconds"),
        "account": entry.account,
        "machine": entry.machine,
        "process": entry.process,
        "kind": kind_of(found),
        "key": entry.key,
        "unsigned": entry.unsigned,
    }
    return begun | (_of_act(found) if isinstance(found, Recorded) else _of_itself(found))


def _of_act(act: Recorded) -> dict[str, Any]:
    concluded = act.concluded
    return {
        **asdict(act.intent),
        "ending": act.ending,
        "concluded": concluded.isoformat(timespec="microseconds") if concluded else None,
        "outcomes": [asdict(outcome) for outcome in act.outcomes],
    }


def _of_itself(noted: Noted) -> dict[str, Any]:
    match noted.body:
        case Event() as event:
            return {**asdict(event), "facts": dict(event.facts), "ending": ending_of(noted)}
        case body:
            return asdict(body)


def line(found: Found) -> list[Any]:
    """A value for each of `COLUMNS`; texts of several lines stay so."""
    said, where = document(found), where_of(found)
    named = (where.name, where.address, where.environment) if where else ("", "", "")
    said |= dict(zip(("instance", "address", "environment"), named, strict=True))
    said["text"] = said.get("title", said.get("text", ""))
    said["statements"] = "\n".join(said.get("statements", ()))
    said["hits"] = "\n".join(said.get("hits", ()))
    said["outcomes"] = "\n".join(
        ": ".join(filter(None, (each["ending"], each["text"]))) for each in said.get("outcomes", ())
    )
    said["facts"] = "\n".join(f"{name}: {value}" for name, value in _facts(found).items())
    return [said.get(column) for column in COLUMNS]


def _facts(found: Found) -> dict[str, Any]:
    """What else there is of what is no act."""
    match found:
        case Noted(body=Event(facts=facts)):
            return dict(facts)
        case Noted(body=Note() as note):
            return {name: value for name, value in asdict(note).items() if value}
        case Noted(body=body):
            return asdict(body)
    return {}
