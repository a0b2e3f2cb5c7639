"""The commands of SQL*Plus: each takes a line, and more where `-` ends the line.

Names and the shortest form of each are those of the SQL*Plus User's Guide and Reference 23ai,
chapter 12, and of SQLcl. None of them begins a statement of SQL.
"""

import re

from app.sql.possessive import compile_pattern
from app.sql.split.piece import PieceKind
from app.sql.split.plsql import SLASH
from app.sql.split.splitter import Elements

_NAMES = (
    "ACC[EPT] A[PPEND] ARG[UMENT] ATTR[IBUTE] BRE[AK] BTI[TLE] CL[EAR] COL[UMN] COMP[UTE]"
    " CONFIG CONN[ECT] COPY DEF[INE] DEL DESC[RIBE] DISC[ONNECT] DOC[UMENT] ED[IT] EXEC[UTE]"
    " EXIT GET HELP HIST[ORY] HO[ST] I[NPUT] L[IST] OERR ORADEBUG PASSW[ORD] PAU[SE] PING"
    " PRI[NT] PRO[MPT] QUIT RECOVER REM[ARK] REPF[OOTER] REPH[EADER] R[UN] SAV[E] SHO[W]"
    " SHUTDOWN SPO[OL] STA[RT] STARTUP STORE TIMI[NG] TTI[TLE] UNDEF[INE] VAR[IABLE] WHENEVER"
    " XQUERY"
)
_SQLCL = (
    "ALIAS APEX BRIDGE CD CTAS DDL FORMAT INFO[RMATION] LB LIQUIBASE LOAD MODELER NET REPEAT REST"
    " SCRIPT SODA SSHTUNNEL TNSPING UNLOAD WHICH"
)


def _forms(names: str) -> str:
    """A pattern of all names, each from its shortest form to its full one."""
    return "|".join(re.sub(r"\[(\w+)\]", _optional, name) for name in names.split())


def _optional(rest: re.Match[str]) -> str:
    """`EPT` as `(?:E(?:P(?:T)?)?)?`."""
    letters = rest.group(1)
    return "".join(f"(?:{letter}" for letter in letters) + ")?" * len(letters)


COMMAND = compile_pattern(
    rf"@|[!#]|\$(?!\{{)|\?(?=\s)|(?:{_forms(_NAMES)})(?![\w$#])"
    rf"|(?:{_forms(_SQLCL)})(?=[ \t\r\n;]|\Z)(?!\s*+[:=(.])"
    r"|SET(?![\w$#])(?!\s++(?:TRANSACTION|ROLE|CONSTRAINTS?)\b)|ARCHIVE\s++LOG\b"
    r"|C(?:H(?:A(?:N(?:GE?)?)?)?)?[ \t]{0,80}+[/|,!.*^]|(?:L(?:I(?:ST?)?)?|DEL)(?:\d++|\*)"
    r"|\d{1,6}+(?=[ \t\r\n]|\Z)",
    re.I,
)
"""How a line begins that is a command."""
_INCLUDE = compile_pattern(r"@|STA(?:RT?)?(?![\w$#])", re.I)
_EXECUTE = compile_pattern(r"EXEC", re.I)
_TALK = compile_pattern(r"PRO|REM", re.I)
_END_OF_LINE = r"[ \t]{0,80}+\r?\n"
_LINES = Elements(rf"[^\n\-]{{1,1024}}+|-(?:{_END_OF_LINE})?+")
_XQUERY = compile_pattern(r"XQUERY(?![\w$#])", re.I)
_QUERY_LINES = Elements(rf"[^\n]{{1,1024}}+|\n(?!{SLASH})")
_DOCUMENT = compile_pattern(r"DOC(?:U(?:M(?:E(?:NT?)?)?)?)?(?![\w$#])", re.I)
_DOCUMENT_LINES = Elements(r"[^\n]{1,1024}+|\n(?![ \t]{0,80}+#)")
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
    if _TALK.match(text, start):
        return _TALK_LINES
    if _XQUERY.match(text, start):
        return _QUERY_LINES
    return _DOCUMENT_LINES if _DOCUMENT.match(text, start) else _LINES


def terminator(text: str) -> str | None:
    """The mark that ends SQL after `SET SQLTERMINATOR`, empty for none; None of other commands."""
    found = _TERMINATOR.match(text)
    if not found:
        return None
    return {"ON": ";", "OFF": ""}.get(found["mark"].upper(), found["mark"])


_CONNECT = compile_pattern(
    r"CONN(?:E(?:CT?)?)?(?![\w$#])[ \t]*+(?:(?P<user>[\w$#]++|\"[^\"\n]++\")|(?P<other>[^\s;]))?+",
    re.I,
)


def connecting(text: str) -> str | None:
    """Whom the command `text` logs in, "" where that is not written; None of other commands."""
    found = _CONNECT.match(text)
    if not found:
        return None
    if found["other"] == "/" and re.search(r"\bas\s+sysdba\b", text, re.I):
        return "SYS"
    return (found["user"] or "").strip('"')
