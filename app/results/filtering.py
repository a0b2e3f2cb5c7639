"""What somebody types over a result to see fewer rows of it.

    orders                 a shown column has it, in whatever case
    "wait for"             with the blank in it; a quote within is typed twice
    -sleep                 no shown column has it
    user:app  -user:app    that column has it, or has it not
    n>60  day<=2024-06-30  that column is such a number, or such a text
    state=new  state!=new  that column is exactly this, or something else
    note=null  note!=null  that column is NULL, or is not
    name~^ab.*c$           that column matches a regular expression; ~^ab any that is shown

Every term must hold. What names no column is a word like any other (10.0.0.7:3306).
"""

import re
from collections.abc import Mapping, Sequence

from app.domain.console.result import ResultColumn
from app.results.conditions import Condition, Sign

_TERM = re.compile(
    r'(-?)(?:("(?:[^"]|"")*"|[^\s":<>=!~]*)(!=|<>|>=|<=|[:<>=~]))?("(?:[^"]|"")*"?|\S+)'
)
_SIGNS = {
    ":": Sign.CONTAINS, "=": Sign.EQUAL, "!=": Sign.UNEQUAL, "<>": Sign.UNEQUAL, "<": Sign.LESS,
    ">": Sign.GREATER, "<=": Sign.AT_MOST, ">=": Sign.AT_LEAST, "~": Sign.MATCHES,
}  # fmt: skip
_OTHERWISE = {
    Sign.CONTAINS: Sign.LACKS, Sign.EQUAL: Sign.UNEQUAL, Sign.UNEQUAL: Sign.EQUAL,
    Sign.LESS: Sign.AT_LEAST, Sign.AT_LEAST: Sign.LESS, Sign.GREATER: Sign.AT_MOST,
    Sign.AT_MOST: Sign.GREATER, Sign.NULL: Sign.NOT_NULL, Sign.NOT_NULL: Sign.NULL,
}  # fmt: skip
_PLAIN_NAME = re.compile(r'[^\s":<>=!~-][^\s":<>=!~]*')


def conditions_of(
    text: str, columns: Sequence[ResultColumn], shown: Sequence[int]
) -> tuple[Condition, ...]:
    """The conditions that a text means for a result, of which some columns are shown.

    Raises:
        BadInput: a regular expression makes no sense.
    """
    text = text.encode("utf-8", "replace").decode()  # half a pair is nowhere in a result
    named: dict[str, list[int]] = {}
    for number, column in enumerate(columns):
        named.setdefault(_bare(column.name), []).append(number)
    made = [_condition(found, named, tuple(shown)) for found in _TERM.finditer(text)]
    for condition in made:
        if condition is not None:
            condition.check()
    return tuple(condition for condition in made if condition is not None)


def _condition(
    found: re.Match[str], named: Mapping[str, list[int]], shown: tuple[int, ...]
) -> Condition | None:
    minus, name, sign, value = found.groups()
    columns = named.get(_bare(_unquoted(name))) if name else None
    if columns is None and (name or sign != "~"):
        value, sign = f"{name or ''}{sign or ''}{value}", ":"
    wanted = _unquoted(value)
    if not wanted and sign == ":":
        return None
    means = _SIGNS[sign]
    if value.lower() == "null" and means in (Sign.EQUAL, Sign.UNEQUAL):
        means, wanted = (Sign.NULL if means is Sign.EQUAL else Sign.NOT_NULL), ""
    if minus:
        means = _OTHERWISE.get(means, means)
    return Condition(tuple(columns or shown), means, wanted)


def term(column: ResultColumn, sign: Sign, value: str = "") -> str:
    """The term that means this of a column, as it would be typed."""
    name = column.name if _PLAIN_NAME.fullmatch(column.name) else _quoted(column.name)
    match sign:
        case Sign.NULL:
            return f"{name}=null"
        case Sign.NOT_NULL:
            return f"{name}!=null"
    typed = next(typed for typed, meant in _SIGNS.items() if meant is sign)
    plain = value and not re.search(r'[\s"]', value) and value.lower() != "null"
    return f"{name}{typed}{value if plain else _quoted(value)}"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text
    inner = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return inner.replace('""', '"')


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()
