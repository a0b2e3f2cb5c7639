"""Variables: of the session, bound ones, and what the program around the cursor declares."""

import re
from collections.abc import Iterator

from app.domain.console.candidate import Candidate, CandidateKind
from app.domain.dialect import Dialect
from app.sql.complete.typed import Typed, unquoted
from app.sql.tokens import IDENTIFIER, PARAMETER, VARIABLE

_ORACLE_TYPES = re.compile(
    r"(?:NUMBER|VARCHAR2?|N?CHAR|NVARCHAR2|DATE|TIMESTAMP|[BN]?CLOB|BLOB|BOOLEAN|INTEGER|INT|RAW|LONG"
    r"|FLOAT|PLS_INTEGER|BINARY_\w+|SYS_REFCURSOR|XMLTYPE|CONSTANT|ROWID|EXCEPTION|CURSOR|RECORD)"
)

_MODES = frozenset({"IN", "OUT", "INOUT"})


def marked(typed: Typed) -> Iterator[Candidate]:
    """The `@variables` or `:binds` of the text around, where one is being typed."""
    kind = VARIABLE if typed.word[0] == "@" else PARAMETER
    for name in dict.fromkeys(
        word for of, word in zip(typed.kinds, typed.words, strict=True) if of == kind
    ):
        yield Candidate(name, CandidateKind.VARIABLE, name)


def declared(typed: Typed) -> Iterator[Candidate]:
    """What DECLARE and the parameters of a stored program have named before the cursor."""
    seen: set[str] = set()
    oracle = typed.dialect is Dialect.ORACLE
    for name, kind in _oracle(typed) if oracle else _mysql(typed):
        if name.upper() not in seen:
            seen.add(name.upper())
            yield Candidate(name, CandidateKind.VARIABLE, name, kind)


def _mysql(typed: Typed) -> Iterator[tuple[str, str]]:
    kinds, words = typed.kinds[: typed.here], typed.words
    for at, kind in enumerate(kinds):
        if kind == "DECLARE":
            names = []
            end = at + 1
            while end < len(kinds) and kinds[end] not in {";", "CURSOR", "CONDITION", "HANDLER"}:
                names.append(unquoted(words[end]))
                if kinds[end + 1 : end + 2] != [","]:
                    break
                end += 2
            if end + 1 < len(kinds) and kinds[end + 1] not in {"HANDLER", "CONDITION"}:
                yield from ((name, words[end + 1]) for name in names)
        elif kind in _MODES and kinds[at - 1 : at] in (["("], [","]) and at + 2 < len(kinds):
            yield unquoted(words[at + 1]), words[at + 2]


def _oracle(typed: Typed) -> Iterator[tuple[str, str]]:
    """`name [IN OUT] type`, where a declaration or a parameter may stand."""
    kinds, words = typed.kinds[: typed.here], typed.words
    if not {"DECLARE", "IS", "AS", "BEGIN"} & set(kinds):
        return
    for at in range(len(kinds) - 2):
        if kinds[at] not in {"DECLARE", "IS", "AS", ";", "(", ","}:
            continue
        name = at + 1
        if kinds[name] in {"CURSOR", "TYPE", "PROCEDURE", "FUNCTION", "PRAGMA", "SUBTYPE", "BEGIN"}:
            name += 1 if kinds[name] == "CURSOR" else len(kinds)
        if name >= len(kinds) - 1 or not (kinds[name] == IDENTIFIER or kinds[name][:1].isalpha()):
            continue
        kind = name + 1
        while kind < len(kinds) and kinds[kind] in {"IN", "OUT", "NOCOPY"}:
            kind += 1
        if kind < len(kinds) and _is_type(kinds, kind):
            yield unquoted(words[name]), words[kind]


def _is_type(kinds: list[str], at: int) -> bool:
    """Whether a type begins there: one by its name, `x%TYPE`, `x.y%ROWTYPE`, or a cursor's IS."""
    if _ORACLE_TYPES.fullmatch(kinds[at]) or kinds[at] == "IS":
        return True
    end = at + 1
    while kinds[end : end + 1] == ["."]:
        end += 2
    return kinds[end : end + 1] == ["%"]


def row_table(typed: Typed) -> tuple[str, ...]:
    """The table of the trigger around the cursor; () in anything else."""
    kinds = typed.kinds
    if kinds[:1] != ["CREATE"] or "TRIGGER" not in kinds[:8] or "ON" not in kinds:
        return ()
    at = kinds.index("ON") + 1
    path = []
    while at < len(kinds):
        path.append(unquoted(typed.words[at]))
        if kinds[at + 1 : at + 2] != ["."]:
            break
        at += 2
    return tuple(path)
