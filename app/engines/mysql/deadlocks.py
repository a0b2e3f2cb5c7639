"""The last deadlock, out of the text of SHOW ENGINE INNODB STATUS.

MySQL and MariaDB write much the same, with statements of the applications in the midst, which may
hold anything, even the marks of this text. So what is read of it is little, the first that fits
counts, and the whole text is kept for the eyes.
"""

import re
from datetime import datetime

from app.domain.operating.locks import Deadlock, LockParty
from app.engines.mysql.asking import Asking
from app.engines.mysql.wire import text_of

_SECTION = re.compile(r"^-{3,}\nLATEST DETECTED DEADLOCK\n-{3,}\n", re.M)
_NEXT = re.compile(r"^-{3,}\nTRANSACTIONS\n-{3,}$", re.M)
_AT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)\s+(\d{1,2}):(\d\d):(\d\d)|(\d{6})\s+(\d{1,2}):(\d\d):(\d\d)"
)
_TRANSACTION = re.compile(r"^\*\*\* \((\d+)\) TRANSACTION:\nTRANSACTION (\d+), (.*)$", re.M)
_THREAD = re.compile(
    r"^(?:MySQL|MariaDB) thread id (\d+), OS thread handle \S+, query id \d+ ?(.*)$", re.M
)
_VICTIM = re.compile(r"^\*\*\* WE ROLL BACK TRANSACTION \((\d+)\)$", re.M)
_BEHIND_STATEMENT = re.compile(
    r"^\*\*\* (?:\(\d+\) )?(?:WAITING FOR THIS LOCK|HOLDS THE LOCK|CONFLICTING WITH)", re.M
)
_ACTIVE = re.compile(r"ACTIVE(?: \(PREPARED\))? (\d+) sec ?(.*)")
_LONGEST = 200_000  # characters of a section that are read at all


class Deadlocks(Asking):
    """Remembers the last deadlock."""

    def last_deadlock(self) -> Deadlock | None:
        """What InnoDB keeps of it; takes PROCESS. The time is the server's own."""
        rows = self.fetch_needing("PROCESS ON *.*", "SHOW ENGINE INNODB STATUS")
        found = parse_deadlock(text_of(rows[0]["status"])) if rows else None
        if found is None or found.at is None or self.facts.clock is None:
            return found
        zoned = found.at.replace(tzinfo=self.facts.clock.tzinfo)
        return Deadlock(zoned, found.text, found.victim, found.parties)


def parse_deadlock(status: str) -> Deadlock | None:
    """The deadlock in a whole status, None where there was none. Its time has no zone."""
    section = _SECTION.search(status)
    if section is None:
        return None
    following = _NEXT.search(status, section.end())
    end = following.start() if following else len(status)
    text = status[section.end() : end].strip()[:_LONGEST]
    starts = _in_order(text)
    parties, victims = [], _VICTIM.findall(text)
    ends = [*(start.start() for start in starts), len(text)][1:]
    for start, until in zip(starts, ends, strict=True):
        parties.append(_party(start, text[start.end() : until]))
    number = victims[-1] if victims else ""
    victim = next(
        (party.session for start, party in zip(starts, parties, strict=True) if start[1] == number),
        "",
    )
    return Deadlock(_when(text), text, victim, tuple(parties))


def _in_order(text: str) -> list[re.Match[str]]:
    """The headings of the transactions: (1), (2)…; others are part of a statement."""
    found: list[re.Match[str]] = []
    for heading in _TRANSACTION.finditer(text):
        if heading[1] == str(len(found) + 1):
            found.append(heading)
    return found


def _party(heading: re.Match[str], text: str) -> LockParty:
    active = _ACTIVE.search(heading[3])
    thread = _THREAD.search(text)
    seconds = float(active[1]) if active else None
    state = active[2] if active else ""
    if thread is None:
        return LockParty("", state=state, transaction_seconds=seconds)
    statement = text[thread.end() :]
    behind = _BEHIND_STATEMENT.search(statement)
    words = thread[2].split(" ")
    return LockParty(
        thread[1],
        user=words[1] if len(words) > 1 else "",
        client=words[0],
        state=state or " ".join(words[2:]),
        statement=statement[: behind.start() if behind else None].strip(),
        transaction_seconds=seconds,
    )


def _when(text: str) -> datetime | None:
    found = _AT.match(text)
    if found is None:
        return None
    try:
        if found[7]:  # 240131 12:00:00 of old servers
            return datetime.strptime(found.group(), "%y%m%d %H:%M:%S")
        year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
