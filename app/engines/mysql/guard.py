"""What may be run to read: decided on the parsed statement, never by looking for words.

Refused is everything that is not understood whole. An executed comment (`/*! … */`) is code for
one server and nothing for another, so a statement with such comments must be harmless both ways
and in both dialects. The server's READ ONLY transaction stands behind this; what it would let
through (files, locks, waits, SET GLOBAL in a function) is refused here.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product

from app.domain.dialect import Dialect
from app.domain.errors import Refused
from app.engines.mysql.functions import harmless
from app.i18n import N_, _
from app.sql import tree
from app.sql.parse import Parsed, parse
from app.sql.tokens import END

_DIALECTS = (Dialect.MYSQL, Dialect.MARIADB)
_EXECUTED = re.compile(r"/\*M?!\d*")
_APART = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|/\*.*?\*/"""
    r"""|\#[^\n]*|--(?=[\s\x00-\x1f]|\Z)[^\n]*""",
    re.S,
)
"""What is one thing to a server whatever stands in it: strings, names, comments."""
_COMMENTS_MOST = 4
_READS = frozenset({"SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "DESC", "DESCRIBE", "ANALYZE",
                    "HELP", ""})  # fmt: skip

_SEVERAL = N_("Only one statement at a time can be run here.")
_UNKNOWN = N_("Only statements that read can be run here, and this one was not understood whole.")
_WRITES = N_("Only statements that read can be run here; {kind} is not one.")
_FILE = N_("SELECT … INTO writes; only statements that read can be run here.")
_LOCKS = N_("FOR UPDATE and FOR SHARE take locks; only statements that read can be run here.")
_FUNCTION = N_("The function {name} is not known to be without effect, so it is not run here.")
_ANALYZE = N_("ANALYZE runs the statement; only a SELECT may be run here.")
_COMMENTS = N_("The executed comments in it are too many or too involved to be sure of.")
_NUL = N_("The statement contains a NUL character.")


def refuse_unless_reading(
    statement: str, spared: Callable[[Parsed], bool] = lambda _parsed: False
) -> None:
    """Raise Refused unless the statement, as any server may read it, only reads.

    `spared` names statements that are no queries and let through all the same; functions in them
    are looked at as everywhere.
    """
    for text in _readings(statement):
        why = min((_objection(text, dialect, spared) for dialect in _DIALECTS), key=_weight)
        if why:
            raise Refused(why, hint=_("Changes are made from the pages, and are journalled."))


def _weight(why: str) -> int:
    """What one grammar understands whole and finds harmless, the other need not understand.

    But what either understands and finds harmful is refused.
    """
    if not why:
        return 1
    return 2 if why == _(_UNKNOWN) else 0


def _readings(statement: str) -> Iterator[str]:
    """The statement with each of its executed comments once open, once left out.

    Which of them a server opens depends on its version, so every mixture counts. What stands in
    such a comment must not itself hold a quote or a comment, or the mixtures could not be listed.
    """
    if "\0" in statement:
        raise Refused(_(_NUL))
    pieces: list[tuple[str, ...]] = []
    at = 0
    for found in _APART.finditer(statement):
        if not (opening := _EXECUTED.match(found.group())):
            continue
        inside = found.group()[opening.end() :].removesuffix("*/")
        if re.search(r"['\"`#]|--|/\*", inside) or len(pieces) > 2 * _COMMENTS_MOST:
            raise Refused(_(_COMMENTS))
        pieces += [(statement[at : found.start()],), (f" {inside} ", " ")]
        at = found.end()
    pieces.append((statement[at:],))
    for choice in product(*pieces):
        yield "".join(choice)


def _objection(text: str, dialect: Dialect, spared: Callable[[Parsed], bool]) -> str:
    """Why the statement may not be run, or nothing."""
    parsed = parse(text, dialect)
    kinds = parsed.tokens.kinds
    if ";" in kinds[: max(len(parsed.tokens) - 1, 0)]:
        return _(_SEVERAL)
    if kinds[0] is END:
        return _(_UNKNOWN)
    if not parsed.whole:
        return _unknown(parsed)
    return _of_tree(parsed, spared)


def _unknown(parsed: Parsed) -> str:
    verb = parsed.kind.partition(" ")[0]
    return _(_UNKNOWN) if verb in _READS else _(_WRITES).format(kind=parsed.kind)


def _of_tree(parsed: Parsed, spared: Callable[[Parsed], bool]) -> str:
    statement = parsed.tree
    if isinstance(statement, tree.Explain):
        analyze = "ANALYZE" in statement.options or parsed.tokens.kinds[0] == "ANALYZE"
        if analyze and not isinstance(statement.statement, tree.Query):
            return _(_ANALYZE)
        if isinstance(statement.statement, tree.Explain):
            return _(_UNKNOWN)
    elif not isinstance(statement, tree.Query | tree.Show) and not spared(parsed):
        return _(_WRITES).format(kind=parsed.kind)
    for part in tree.walk(statement):
        if why := _of_part(part):
            return why
    return ""


def _of_part(part: tree.Node) -> str:
    if isinstance(part, tree.Into):
        return _(_FILE)
    if isinstance(part, tree.Locking):
        return _(_LOCKS)
    if isinstance(part, tree.FunctionCall) and not harmless(part.name):
        return _(_FUNCTION).format(name=part.name)
    return ""
