"""Rules about blanks around values.

They are asked about the text, for a rule that reads literals keeps a statement from being judged by
its shape, and conditions on strings are what a log is full of.
"""

import re
from collections.abc import Sequence

from app.audit.registry import EVERYWHERE, Hits, Text, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql.possessive import compile_pattern
from app.sql.tokens import NUMBER, STRING

_STRINGS = compile_pattern(r"'(?:[^'\\]++|\\.|'')*+'|\"[^\"]*+\"", re.S)
_UNPADDED = compile_pattern(r"[^'\"]*+(?:'(?![ \t])[^'\\]*+(?<![ \t])'(?!')[^'\"]*+)*+\Z", re.S)
"""What has nothing but plain strings, none of them with blanks around its value."""
_LONGEST = 65_536  # code points; no condition is as long as that
_COMPARING = frozenset({"=", "<>", "!=", "<", ">", "<=", ">=", "<=>", "^="})
_CONDITIONS = frozenset({"WHERE", "ON", "HAVING", "WHEN"})
_CLAUSES = _CONDITIONS | {"SET", "UPDATE", "VALUES", "SELECT", "DEFAULT", "COMMENT"}


@rule(
    Severity.WARNING,
    on=(Text,),
    looks_for=lambda text, _code: len(text) <= _LONGEST and not _UNPADDED.match(text),
    dialects=EVERYWHERE,
    bad=["SELECT id FROM account WHERE name = ' Li'",
         "SELECT id FROM account WHERE name IN ('Li', 'Wang ')"],
    good=["SELECT id FROM account WHERE name = 'Li Wei'",
          "SELECT id FROM account WHERE name LIKE '% Li%'",
          "SELECT CONCAT(first, ' of ', last) FROM account WHERE id = 7",
          "SELECT id FROM account WHERE name = ' '"],
    sources=["SQLE dml_check_spaces_around_the_string", "SOAR ARG.009"],
)  # fmt: skip
def query_padded_literal(_node: None, scope: Scope) -> Hits:
    """A string that is compared begins or ends with blanks.

    Why: blanks in front always count; those at the end count or not by collation and type. Mostly
    they were typed or copied by mistake, and no row is found.

    Instead: write the value without them.
    """
    text = scope.text
    if len(text) > _LONGEST or not any(map(_is_padded, _STRINGS.findall(text))):
        return
    kinds, clause = scope.tokens.kinds, ""
    for at, kind in enumerate(kinds):
        if kind in _CLAUSES:
            clause = kind
        elif kind is STRING and clause in _CONDITIONS and _is_compared(kinds, at):
            value = scope.literal_at(at)
            if value.strip(" \t") and value != value.strip(" \t"):
                yield hit(at, N_("This string begins or ends with blanks"))


def _is_padded(string: str) -> bool:
    return string[1] in " \t" or string[-2] in " \t"


def _is_compared(kinds: Sequence[str], at: int) -> bool:
    """Whether the string there stands beside an operator, or in the list of an IN."""
    if kinds[at - 1] in _COMPARING or kinds[at + 1] in _COMPARING:
        return True
    while at > 1 and kinds[at] in {STRING, NUMBER, ","}:
        at -= 1
    return kinds[at] == "(" and kinds[at - 1] == "IN"
