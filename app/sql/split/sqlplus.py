"""The commands of SQL*Plus: each takes a line, and more where `-` ends the line.

Names and the shortest form of each are those of the SQL*Plus User's Guide and Reference 19c,
chapter 12.
"""

import re

from app.sql.possessive import compile_pattern
from app.sql.split.piece import PieceKind
from app.sql.split.splitter import Elements

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
_END_OF_LINE = r"[ \t]{0,80}+\r?\n"
_LINES = Elements(rf"[^\n\-]{{1,1024}}+|-(?:{_END_OF_LINE})?+")
# nobody who draws a line of hyphens means that the next line belongs to it
_TALK_LINES = Elements(rf"[^\n\-]{{1,1024}}+|(?<!-)-(?:{_END_OF_LINE})?+|-")
_TERMINATOR = compile_pattern(r"SET\s++SQLT(?:ERMINATOR)?+\s++(?P<mark>ON\b|OFF\b|[^\w\s])", re.I)


def kind(text: str) -> PieceKind:
    """Whom the command `text` is for: another script, the server, or SQL*Plus alone."""
    if _INCLUDE.match(text):
        return PieceKind.INCLUDE
    return PieceKind.PLSQL if _EXECUTE.match(text) else PieceKind.COMMAND


def lines(text: str, start: int) -> Elements:
    """What belongs to the command that begins at `start`."""
    return _TALK_LINES if _TALK.match(text, start) else _LINES


def terminator(text: str) -> str | None:
    """The mark that ends SQL after `SET SQLTERMINATOR`, empty for none; None of other commands."""
    found = _TERMINATOR.match(text)
    if not found:
        return None
    return {"ON": ";", "OFF": ""}.get(found["mark"].upper(), found["mark"])
