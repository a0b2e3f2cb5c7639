"""The file being judged, as far as it was seen."""

from dataclasses import dataclass


@dataclass(slots=True)
class Batch:
    """What is known of the file itself: its pieces until now, and how the last one ended."""

    size: int = 0
    """Code points of its statements until now, this one with it."""
    pieces: int = 0
    """Statements, and commands for the client."""
    ended: bool = True
    """Whether a delimiter stood behind the last statement."""
    over: bool = False
    """Whether that was the last one."""
    script: bool = True
    """Whether it is one, which begins and ends on purpose; not a log or a mapper."""
