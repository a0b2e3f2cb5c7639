"""From the text of one statement to its tokens and its tree.

What cannot be parsed is never silently fine: it becomes `Opaque` with all its tokens, or holds
`Unparsed` parts, and `Parsed.whole` is false.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar import Parser, Refused, TooDeep
from app.sql.grammar.oracle import OracleParser
from app.sql.grammar.oracle.plsql.conditional import is_conditional, selections
from app.sql.grammar.oracle_mode import OracleModeParser
from app.sql.grammar.whole import Whole
from app.sql.kinds import kind_of
from app.sql.modes import PLAIN, Modes, read_in
from app.sql.oracle import tokenize_oracle
from app.sql.plsql_faults import plsql_faults
from app.sql.program_faults import FAULTY, program_faults
from app.sql.tokens import Question, Tokens, tokenize
from app.sql.tree import Opaque, RedisCommand, Statement, Unparsed

# members of an enumeration are slow to get at in Python 3.11
_REDIS, _ORACLE, _MARIADB = Dialect.REDIS, Dialect.ORACLE, Dialect.MARIADB

NESTED_TOO_DEEPLY = N_("nested too deeply")
_MODE_BLOCKS = frozenset({"BEGIN", "DECLARE", "<<", "IF", "LOOP", "WHILE", "FOR"})
_PROGRAMS = Modes(pipes_as_concat=True)
"""What is sure of the session of a program in MariaDB's Oracle mode."""
_MODE_UNITS = ("CREATE PROCEDURE", "CREATE FUNCTION", "CREATE PACKAGE", "CREATE TRIGGER")


@dataclass(slots=True, eq=False)
class Parsed:
    """A statement understood as far as it goes.

    `kind` names it in capitals by its first words, whatever the tree says: SELECT, CREATE TABLE,
    ALTER USER, PL/SQL BLOCK, … `skipped` are the parts of the tree nobody understood;
    `stopped_at` is the token an opaque statement was given up at, None where none was.
    `constructs` are what not every release knows, by name and first token (`app.sql.versions`);
    `omitted` the kinds of tokens in branches of `$IF` that the tree leaves out. `asked` are the
    questions about the texts of tokens that are values, whose answers made the tree what it is.
    """

    tokens: Tokens
    tree: Statement
    kind: str
    skipped: tuple[Unparsed, ...] = ()
    stopped_at: int | None = None
    constructs: tuple[tuple[str, int], ...] = ()
    omitted: frozenset[str] = frozenset()
    asked: tuple[tuple[Question, int], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the tree covers everything."""
        return not self.skipped and not isinstance(self.tree, Opaque)


def parse(text: str, dialect: Dialect, modes: Modes = PLAIN) -> Parsed:
    """Parse `text`, one statement without its delimiter. Never raises, whatever the text.

    `modes` are those of the session, of MySQL and MariaDB.
    """
    if dialect is _REDIS:
        return _command(text)
    if dialect is not _ORACLE:
        tokens = tokenize(text, dialect)
        if modes is not PLAIN:
            tokens = read_in(tokens, modes)
        found = _read(tokens, dialect)
        if dialect is _MARIADB and not found.whole:
            return _in_oracle_mode(found)
        return found
    tokens = tokenize_oracle(text)
    found = _read(tokens, dialect)
    return _selected(found) if not found.whole and is_conditional(tokens) else found


def _in_oracle_mode(found: Parsed) -> Parsed:
    """What MariaDB's Oracle mode makes of a program that its own mode does not understand."""
    first = found.tokens.kinds[0]
    if first not in _MODE_BLOCKS and not found.kind.startswith(_MODE_UNITS):
        return found
    tokens = read_in(replace(found.tokens, kinds=[*found.tokens.kinds]), _PROGRAMS)
    other = _read(tokens, Dialect.MARIADB, oracle_mode=True)
    better = other.whole or (isinstance(found.tree, Opaque) and not isinstance(other.tree, Opaque))
    return other if better else found


def _read(tokens: Tokens, dialect: Dialect, *, oracle_mode: bool = False) -> Parsed:
    oracle = dialect is _ORACLE
    made = OracleParser if oracle else OracleModeParser if oracle_mode else Parser
    parser: Whole = made(tokens, dialect)
    kind = kind_of(tokens, dialect)
    try:
        tree = parser.whole()
    except Refused as refused:
        at, reason = refused.at, NESTED_TOO_DEEPLY
        if not isinstance(refused, TooDeep):
            at, reason = _stop(parser, refused)
        opaque = Opaque(0, max(len(tokens) - 1, 0), kind, reason)
        return Parsed(tokens, opaque, kind, (), at, asked=tuple(parser.asked))
    if not parser.recovered and not oracle_mode and (oracle or isinstance(tree, FAULTY)):
        told = plsql_faults if oracle else program_faults
        parser.recovered += [Unparsed(at, at, expected, at) for at, expected in told(tree, tokens)]
    recovered, noted = tuple(parser.recovered), tuple(parser.noted)
    return Parsed(tokens, tree, kind, recovered, None, noted, asked=tuple(parser.asked))


def _stop(parser: Whole, refused: Refused) -> tuple[int, str]:
    """Where it went wrong first, and what was wanted there.

    What was skipped before it was given up was skipped in vain: there it went wrong.
    """
    if parser.recovered:
        lost = parser.recovered[0]
        return lost.stopped, lost.reason
    furthest = parser.stopped_by(refused)
    return furthest.at, furthest.expected


def _selected(found: Parsed) -> Parsed:
    """What can be read once branches of conditional compilation are chosen.

    The tree is that of the first branches, and whole where the last ones can be read as well.
    """
    first, last = (_read(tokens, Dialect.ORACLE) for tokens in selections(found.tokens))
    first = replace(first, omitted=_omitted(found.tokens, first.tokens))
    if not first.whole:
        return first if isinstance(found.tree, Opaque) else found
    if last.whole:
        return first
    stop = min(last.stopped_at or 0, max(len(last.tokens) - 1, 0))
    lost = last.skipped or (Unparsed(stop, stop, N_("a branch of $IF")),)
    return replace(first, skipped=tuple(_moved(part, last.tokens, first.tokens) for part in lost))


def _moved(part: Unparsed, seen: Tokens, shown: Tokens) -> Unparsed:
    """`part` of the tokens `seen` at the place in the tokens `shown` where it stands, or next."""
    end = len(shown) - 1
    at = min(bisect_left(shown.starts, seen.starts[part.first]), end)
    last = bisect_left(shown.ends, seen.ends[part.last])
    stop = min(max(part.stopped, part.first), len(seen) - 1)
    stopped = min(bisect_left(shown.starts, seen.starts[stop]), end)
    return Unparsed(at, min(max(at, last), end), part.reason, stopped)


def _omitted(tokens: Tokens, kept: Tokens) -> frozenset[str]:
    starts = set(kept.starts)
    pairs = zip(tokens.kinds, tokens.starts, strict=False)
    return frozenset(kind for kind, start in pairs if start not in starts)


def _command(text: str) -> Parsed:
    """A command of Redis: its words are all there is to it."""
    from app.sql.redis.parse import tokenize_redis, tree_of

    tokens = tokenize_redis(text)
    tree = tree_of(tokens)
    if isinstance(tree, Opaque):
        return Parsed(tokens, tree, tree.kind, (), max(len(tokens) - 1, 0))
    assert isinstance(tree, RedisCommand)
    return Parsed(tokens, tree, tree.name)
