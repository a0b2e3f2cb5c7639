"""What may be run to read: a SELECT of which every function is known to do nothing but answer.

Oracle's own READ ONLY transaction stands behind this, but lets through what is refused here: a
function may write in a transaction of its own, a sequence moves on, DDL commits. A function
without parentheses looks like a column and cannot be told from one: `run` reads with the rights
of its account, and an account for reading should have no EXECUTE on what writes.
"""

from app.domain.dialect import Dialect
from app.domain.errors import Refused
from app.engines.oracle.functions import FUNCTIONS, PACKAGED, WORDS
from app.i18n import N_, _
from app.sql.kinds import kind_of
from app.sql.oracle import tokenize_oracle
from app.sql.tokens import BAD, END, IDENTIFIER, PARAMETER, Tokens

_EMPTY = N_("There is no statement to run.")
_SEVERAL = N_("Only one statement at a time can be run here.")
_UNCLOSED = N_("A quote or a comment in the statement is never closed.")
_WRITES = N_("Only statements that read can be run here; {kind} is not one.")
_BLOCK = N_("PL/SQL can do anything, so it is not run here; only statements that read are.")
_LOCKS = N_("FOR UPDATE takes locks; only statements that read can be run here.")
_FUNCTION = N_("The function {name} is not known to be without effect, so it is not run here.")
_SEQUENCE = N_("{name} moves a sequence on; only statements that read can be run here.")
_LINK = N_("A database link leads to another database, where nothing is watched; not run here.")
_VARIABLE = N_("The statement has a variable ({name}) that is given no value here.")
_INTO = N_("SELECT … INTO belongs into PL/SQL; only statements that read can be run here.")
_NUL = N_("The statement contains a NUL character.")


def refuse_unless_reading(statement: str, *, bound: bool = False) -> Tokens:
    """Raise Refused unless the statement only reads; its tokens otherwise.

    `bound` tells that its variables are given values.
    """
    tokens = tokenize_oracle(statement)
    if why := _objection(statement, tokens, bound=bound):
        raise Refused(why, hint=_("Changes are made from the pages, and are journalled."))
    return tokens


def _objection(statement: str, tokens: Tokens, *, bound: bool) -> str:
    kinds = tokens.kinds
    if "\0" in statement:
        return _(_NUL)
    if kinds[0] is END:
        return _(_EMPTY)
    if BAD in kinds:
        return _(_UNCLOSED)
    if ";" in kinds[: len(tokens) - 1]:
        return _(_SEVERAL)
    at = next(n for n, kind in enumerate(kinds) if kind != "(")
    kind = kind_of(tokens, Dialect.ORACLE) or tokens.source(0, 0)
    if kinds[at] not in ("SELECT", "WITH") or kind != "SELECT":
        if kinds[at] in ("BEGIN", "DECLARE", "CALL", "<<", "EXEC", "EXECUTE"):
            return _(_BLOCK)
        return _(_WRITES).format(kind=kind)
    return _of_words(tokens, bound=bound)


def _of_words(tokens: Tokens, *, bound: bool) -> str:
    kinds = tokens.kinds
    for at, kind in enumerate(kinds[: len(tokens)]):
        after = kinds[at + 1]
        if kind == "FOR" and after == "UPDATE":
            return _(_LOCKS)
        if kind in ("FUNCTION", "PROCEDURE") and kinds[at - 1] in ("WITH", ";", "END"):
            return _(_BLOCK)
        if kind == "INTO":
            return _(_INTO)
        if kind in ("NEXTVAL",) or (kind is IDENTIFIER and _name(tokens, at) == "NEXTVAL"):
            return _(_SEQUENCE).format(name=tokens.source(at, at))
        if kind == "@":
            return _(_LINK)
        if kind is PARAMETER and not (bound and tokens.text[tokens.starts[at]] == ":"):
            return _(_VARIABLE).format(name=tokens.source(at, at))
        called = after == "(" and (kind is IDENTIFIER or kind[:1].isalpha())
        if called and (why := _of_call(tokens, at)):
            return why
    return ""


def _of_call(tokens: Tokens, at: int) -> str:
    """Why what stands before a parenthesis may not be called, or nothing."""
    first = at
    while first >= 2 and tokens.kinds[first - 1] == ".":
        first -= 2
    name = ".".join(_name(tokens, n) for n in range(first, at + 1, 2))
    if first < at:
        return "" if name.removeprefix("SYS.") in PACKAGED else _(_FUNCTION).format(name=name)
    plain = tokens.kinds[at] is not IDENTIFIER
    if plain and (name in WORDS or name in FUNCTIONS):
        return ""
    if _names_columns(tokens, at):
        return ""
    return _(_FUNCTION).format(name=name)


def _names_columns(tokens: Tokens, at: int) -> bool:
    """Whether the parentheses list the columns of a WITH: `WITH t (a, b) AS (`."""
    kinds = tokens.kinds
    if kinds[at - 1] not in ("WITH", "RECURSIVE", ","):
        return False
    here = at + 2
    while kinds[here] not in (")", "(", END):
        here += 1
    return kinds[here] == ")" and kinds[here + 1] == "AS" and kinds[here + 2] == "("


def _name(tokens: Tokens, at: int) -> str:
    """A name as Oracle keeps it; a quoted one in capitals, too: only the listed are harmless."""
    return tokens.source(at, at).strip('"').upper()
