"""The commands of SQL*Plus: each takes a line, and more where `-` ends the line.

Names and the shortest form of each are those of the SQL*Plus User's Guide and Reference 19c,
chapter 12.
"""

import re

from app.sql.possessive import compile_pattern
from app.sql.split.piece import PieceKind

_NAMES = (
    "ACC[EPT] A[PPEND] ATTR[IBUTE] BRE[AK] BTI[TLE] CL[EAR] COL[UMN] COMP[UTE] CONN[ECT] COPY"
    " DEF[INE] DEL DESC[RIBE] DISC[ONNECT] ED[IT] EXEC[UTE] EXIT GET HELP HIST[ORY] HO[ST] I[NPUT]"
    " L[IST] ORADEBUG PASSW[ORD] PAU[SE] PRI[NT] PRO[MPT] QUIT RECOVER REM[ARK] REPF[OOTER]"
    " REPH[EADER] R[UN] SAV[E] SHO[W] SHUTDOWN SPO[OL] STA[RT] STARTUP STORE TIMI[NG] TTI[TLE]"
    " UNDEF[INE] VAR[IABLE] WHENEVER XQUERY"
)


def _forms(names: str) -> str:
    """A pattern of all names, each from its shortest form to its full one."""
    return "|".join(re.sub(r"\[(\w+)\]", _optional, name) for name in names.split())


def _optional(rest: re.Match[str]) -> str:
    """`EPT` as `(?:E(?:P(?:T)?)?)?`."""
    letters = rest.group(1)
    return "".join(f"(?:{letter}" for letter in letters) + ")?" * len(letters)


COMMAND = compile_pattern(
    rf"@|[!$]|\?(?=\s)|(?:{_forms(_NAMES)})(?![\w$#])"
    r"|SET(?![\w$#])(?!\s++(?:TRANSACTION|ROLE|CONSTRAINTS?)\b)|ARCHIVE\s++LOG\b|C/",
    re.I,
)
"""How a line begins that is a command."""
_INCLUDE = compile_pattern(r"@|STA(?:RT?)?(?![\w$#])", re.I)
_EXECUTE = compile_pattern(r"EXEC", re.I)
_TALK = compile_pattern(r"PRO|REM", re.I)
_TERMINATOR = compile_pattern(r"SET\s++SQLT(?:ERMINATOR)?+\s++(?P<mark>ON\b|OFF\b|[^\w\s])", re.I)


def kind(text: str) -> PieceKind:
    """Whom the command `text` is for: another script, the server, or SQL*Plus alone."""
    if _INCLUDE.match(text):
        return PieceKind.INCLUDE
    return PieceKind.PLSQL if _EXECUTE.match(text) else PieceKind.COMMAND


def goes_on(line: str) -> bool:
    """Whether the command goes on in the next line.

    PROMPT and REMARK do so, too, but nobody who draws a line of hyphens means it.
    """
    line = line.rstrip(" \t\r")
    return line.endswith("-") and not (line.endswith("--") and _TALK.match(line))


def terminator(text: str) -> str | None:
    """The mark that ends SQL after `SET SQLTERMINATOR`, empty for none; None of other commands."""
    found = _TERMINATOR.match(text)
    if not found:
        return None
    return {"ON": ";", "OFF": ""}.get(found["mark"].upper(), found["mark"])
