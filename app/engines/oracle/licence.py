"""Which dictionary views belong to a pack that costs extra, and who asked for which.

Oracle notes every use of the Diagnostics and Tuning Packs (DBA_FEATURE_USAGE_STATISTICS), and one
query can cost a licence. The lists follow "Oracle Database, Database Licensing Information User
Manual" 19c, section 2.1 (Oracle Management Packs), and are wider where it is vague: what may fall
under a pack is refused unless the instance is marked as licensed.

What a name leads to is not known here: a synonym or a view of somebody's own that stands for a
view of a pack is not recognised.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from app.domain.errors import Refused
from app.domain.operating.server import ResultSet
from app.i18n import _
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import END, IDENTIFIER, STRING, Tokens

DIAGNOSTICS = "Diagnostics Pack"
TUNING = "Tuning Pack"

_FREE = frozenset(
    """SNAPSHOT DATABASE_INSTANCE SNAP_ERROR SEG_STAT SEG_STAT_OBJ UNDOSTAT""".split()
)
"""What of DBA_HIST_… is free."""

_HISTORY = re.compile(r"(?:DBA|CDB|ALL|USER)_HIST_(?P<rest>\w+)|AWR_(?:ROOT|PDB|CDB)_(?P<awr>\w+)")

_PACKS = (
    (
        DIAGNOSTICS,
        re.compile(
            r"""V\$(?:ALL_)?ACTIVE_SESSION_HISTORY | V\$ASH_INFO | X\$ASH | X\$KEWRT?ASH\w*
            | (?:DBA|CDB|USER|ALL)_ADDM_\w+ | DBA_STREAMS_TP_\w+ | WR[HMI]\$_\w+ | WRR\$_\w+
            | MGMT\$ALERT_\w+ | MGMT\$METRIC_\w+ | MGMT\$TARGET_METRIC_\w+ | MGMT\$TEMPLATE\w*
            | MGMT\$AVAILABILITY_\w+ | MGMT\$BLACKOUT\w* | DBA_BASELINE\w* | DBA_HIST_BASELINE\w*
            | DBMS_ADDM | DBMS_PERF | DBMS_UMF | DBMS_WORKLOAD_REPOSITORY | DBMS_ADVISOR
            | DBMS_AWR\w* | DBMS_ASH\w* | DISPLAY_AWR | AWR_\w*REPORT\w* | ASH_\w*REPORT\w*
            | (?:DBA|CDB|USER|ALL)_ADVISOR_\w+""",
            re.X,
        ),
    ),
    (
        TUNING,
        re.compile(
            r"""V\$(?:ALL_)?SQL_MONITOR\w* | V\$SQL_PLAN_MONITOR | V\$ALL_SQL_PLAN_MONITOR
            | X\$KESWX?MON\w*
            | (?:DBA|CDB|USER|ALL)_SQLTUNE_\w+ | (?:DBA|CDB)_SQL_PROFILES
            | (?:DBA|CDB|USER|ALL)_SQLSET\w* | DBA_AUTO_INDEX_\w+
            | DBMS_SQLTUNE\w* | DBMS_AUTO_SQLTUNE | DBMS_SQL_MONITOR | DBMS_SQLPA
            | REPORT_SQL_MONITOR\w*""",
            re.X,
        ),
    ),
)
_DICTIONARY = re.compile(
    r"""G?V_?\$\w+ | X\$\w+ | (?:DBA|ALL|USER|CDB|AWR|MGMT|WR[A-Z])[_$]\w+ | DBMS_\w+
    | SESSION_(?:PRIVS|ROLES|CONTEXT) | ROLE_(?:ROLE|SYS|TAB)_PRIVS | DICTIONARY""",
    re.X,
)
"""What the ledger notes."""
_COLUMNS = frozenset(
    """ALL_ROWS USER_BLOCKS USER_BYTES USER_COMMITS USER_DATA USER_DUMP_DEST USER_ID
    USER_IO_WAIT_TIME USER_NAME USER_ROLLBACKS USER_STATS""".split()
)
"""Names that look like views and are columns or hints."""


@dataclass(frozen=True, slots=True)
class Named:
    """A dictionary view or package a statement names; `pack` is "" where it is free."""

    view: str
    pack: str


def named_views(statement: str, tokens: Tokens | None = None) -> tuple[Named, ...]:
    """The views and packages of the dictionary that a statement names, each once.

    Every word counts wherever it stands, and every quoted name in any case: better one refused
    for nothing. Strings count where a function reads views through them.
    """
    tokens = tokens or tokenize_oracle(statement)
    found: dict[str, Named] = {}
    for word in _words(tokens):
        name = canonical(word)
        pack = pack_of(name)
        if pack or (_DICTIONARY.fullmatch(name) and name not in _COLUMNS):
            found.setdefault(name, Named(name, pack))
    return tuple(found.values())


@lru_cache(maxsize=256)
def _named_in_ours(statement: str) -> tuple[Named, ...]:
    """Our own statements come again and again, and to read one takes longer than to send it."""
    return named_views(statement)


def _words(tokens: Tokens) -> Iterator[str]:
    through_text = False
    for at, kind in enumerate(tokens.kinds):
        if kind is END:
            break
        if kind is IDENTIFIER:
            # a quoted name may hold anything, a dot or a blank among it
            yield from re.findall(r"[\w$#]+", tokens.source(at, at).upper())
        elif kind[:1].isalpha():
            yield kind
            through_text = through_text or kind.startswith(("XML", "DBMS_", "DBURI", "HTTPURI"))
            through_text = through_text or kind in ("EXTRACT", "EXTRACTVALUE", "SYS_XMLGEN")
    if through_text:
        for at, kind in enumerate(tokens.kinds[: len(tokens)]):
            if kind is STRING:
                yield from re.findall(r"[\w$#]+", tokens.source(at, at).upper())


def canonical(word: str) -> str:
    """One name for V$X, GV$X, V_$X and GV_$X: `V$X`."""
    found = re.fullmatch(r"G?V_?\$(\w+)", word)
    return f"V${found[1]}" if found else word


def pack_of(name: str) -> str:
    """The pack a view or package belongs to, by its canonical name in capitals; "" where free."""
    if found := _HISTORY.fullmatch(name):
        rest = found["rest"] or found["awr"]
        return "" if rest in _FREE else DIAGNOSTICS
    return next((pack for pack, pattern in _PACKS if pattern.fullmatch(name)), "")


@dataclass(slots=True)
class _Entry:
    pack: str
    allowed: int = 0
    refused: int = 0
    last: datetime | None = None


@dataclass(slots=True)
class Ledger:
    """Notes every dictionary view that is about to be queried, and refuses those of a pack.

    `licensed` is what the inventory says of this instance.
    """

    licensed: bool
    _entries: dict[str, _Entry] = field(default_factory=dict)

    def pass_through(self, statement: str, tokens: Tokens | None = None) -> None:
        """Note what the statement names; Refused where it would use a pack without a licence."""
        named = _named_in_ours(statement) if tokens is None else named_views(statement, tokens)
        refused = [each for each in named if each.pack and not self.licensed]
        now = datetime.now(UTC)
        for each in named:
            entry = self._entries.setdefault(each.view, _Entry(each.pack))
            entry.last = now
            if refused:
                entry.refused += each in refused
            else:
                entry.allowed += 1
        if refused:
            raise Refused(
                _("{view} belongs to Oracle's {pack}, and this instance is not marked as"
                  " licensed for it.").format(view=refused[0].view, pack=refused[0].pack),
                hint=_("One query can cost a licence. Where there is one, mark the instance as"
                       " licensed in the inventory."),
            )  # fmt: skip

    def as_rows(self) -> ResultSet:
        """View, pack, times allowed, times refused, last time; the last used first."""
        first = datetime.min.replace(tzinfo=UTC)
        ordered = sorted(
            (
                (name, entry)
                for name, entry in self._entries.items()
                if entry.allowed + entry.refused
            ),
            key=lambda each: (each[1].last or first, each[0]),
            reverse=True,
        )
        return ResultSet(
            (_("View"), _("Pack"), _("Queried"), _("Refused"), _("Last")),
            tuple((name, e.pack, e.allowed, e.refused, e.last) for name, e in ordered),
        )
