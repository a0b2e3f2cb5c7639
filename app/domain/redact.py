"""Take passwords out of statements that are written down.

Our own commands carry `{secret:ID}` and never the secret. What a user typed may hold one: it is
looked for wherever MySQL, MariaDB, Oracle and Redis take one in clear. Every repetition that may
fail late is bounded, so a hostile statement costs no more than its length.
"""

import re

REDACTED = "***"

_QUOTED = r"""(?:'(?:[^'\\]|\\.|'')*'?|"(?:[^"\\]|\\.|"")*"?)"""
_SPACE = r"(?:\s|/\*(?:(?!\*/).){0,200}\*/)"
_KEPT = r"(?!\{secret:)"
_ANY = rf"{_KEPT}(?:{_QUOTED}|[^\s,;()'\"]+)"
_ARGUMENT = rf"{_KEPT}(?:{_QUOTED}|\S+)"

_IDENTIFIED = rf"""(
    \bIDENTIFIED{_SPACE}{{1,20}}
    (?: (?:WITH|VIA) {_SPACE}{{1,20}} \S{{1,80}} {_SPACE}{{1,20}} (?:BY|AS|USING)
      | BY (?:{_SPACE}{{1,20}}(?:VALUES|PASSWORD)\b)? )
    {_SPACE}{{1,20}} (?:PASSWORD\s{{0,9}}\(\s{{0,9}})?
)"""
_NAMED = r"""(
    (?:PASSWORD|PASSWD|_PASS)\w{0,20} (?:\s{1,9}FOR\s[^=;]{1,200}=)? \s{0,9}[=(:]{0,2}\s{0,9}
)"""
_REPLACED = r"(\bREPLACE\s{1,9})"
_REDIS = r"""(
    ^\s*AUTH\s+(?:\S+\s+(?=\S+\s*$))?
  | \bHELLO\s+\d\s+AUTH\s+\S+\s+
  | \bAUTH2\s+\S+\s+
  | \bMIGRATE\s(?:\S+\s+){1,9}?AUTH\s+
  | \b(?:requirepass|masterauth|sentinel-pass|auth-pass|tls-(?:client-)?key-file-pass)['"]?\s+
)"""
_FLAGS = re.IGNORECASE | re.VERBOSE | re.DOTALL


def _compiled(before: str, secret: str) -> re.Pattern[str]:
    return re.compile(f"{before}(?:{secret})", _FLAGS)


_RULES = (
    (re.compile(r"IDENTIFIED", re.IGNORECASE), _compiled(_IDENTIFIED, _ANY)),
    (re.compile(r"IDENTIFIED", re.IGNORECASE), _compiled(_REPLACED, rf"{_ANY}(?=\s*;?\s*$)")),
    (re.compile(r"PASS", re.IGNORECASE), _compiled(_NAMED, _KEPT + _QUOTED)),
    (re.compile(r"AUTH|-PASS|REQUIREPASS", re.IGNORECASE), _compiled(_REDIS, _ARGUMENT)),
    (
        re.compile(r"^\s*ACL\s+SETUSER\s", re.IGNORECASE),
        _compiled(r"""((?<=\s)["']?[<>\#])""", _KEPT + r"\S+"),
    ),
)
"""Where the first is found the second is: most statements have nothing of the kind."""


def redacted(statement: str) -> str:
    """`statement` with `***` for every password in it."""
    for sign, pattern in _RULES:
        if sign.search(statement):
            statement = pattern.sub(rf"\g<1>{REDACTED}", statement)
    return statement
