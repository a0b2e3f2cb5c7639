"""What changes a server: planned and shown first, consented to, then done and journalled.

An engine plans an `Act` and does nothing. The operate flow writes the intent into the journal,
hands the commands one by one to the session with the `Consent`, and writes the outcome. So what
the user saw, what ran, and what the journal holds are the same text.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Command:
    """One statement, exactly as it is sent. Secrets in it are given apart, by their id.

    SQL uses `text` alone. A Redis command is `words`, and `text` shows them as redis-cli takes
    them. `secrets` are ids; each `{secret:ID}` in text or words is filled in at the last moment.
    """

    text: str
    words: tuple[str | bytes, ...] = ()
    target: str = ""
    """The node it goes to, `host:port`, where the session speaks to several; for what hits keys
    of Redis with the database behind it, `host:port/3`."""
    secrets: tuple[str, ...] = ()
    seconds: float = 0.0
    """How long it may take, where that is longer than a statement of the session may."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is about to be done. All texts are in the user's language, save the commands."""

    name: str
    """Of the kind, for the journal and the rights: `session-kill`, `parameter-set`…"""
    title: str
    commands: tuple[Command, ...]
    hits: tuple[str, ...] = ()
    """Whom or what it hits, a line each."""
    warnings: tuple[str, ...] = ()
    type_to_confirm: str = ""
    """What must be typed to agree even outside production, where the act is a dangerous one."""
    stop_at_error: bool = True


@dataclass(frozen=True, slots=True)
class Consent:
    """The user's yes: who, and what was typed (the instance's name, on production)."""

    who: str
    typed: str = ""


class Ending(StrEnum):
    """How a command ended."""

    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """The connection broke: it may have happened or not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command; `rows` is -1 where there is no such number."""

    ending: Ending
    text: str = ""
    seconds: float = 0.0
    rows: int = -1
