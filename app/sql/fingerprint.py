"""The shape of a statement: its text without the values of its literals.

A shape keeps every name, keyword, operator and comment, and of each literal its class: the opening
quote of a string, a gap for a number. Statements of one shape have the same tokens but for the
values of strings and numbers, so they parse to the same tree and differ only in where their tokens
stand. A text is cut into chunks, each some kept text and the literal behind it; so a place is a
chunk and a distance, and means the same in every statement of the shape.

The patterns follow the tokenizers alternative by alternative: what begins a literal for one must
begin it for the other. Where one cannot be sure, nothing matches, one character is passed over, and
the empty chunk this leaves says that the text has no shape; a string or a comment that is never
closed takes all that follows, and then no chunk keeps the end of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from app.domain.dialect import Dialect
from app.sql.possessive import compile_pattern

Chunks: TypeAlias = Sequence[str]
"""The parts of a text in their order, without the literals behind them, which may be none."""
Anchor: TypeAlias = tuple[int, int]
"""A place: the number of a chunk, and the distance from its start."""


class _Patterns(NamedTuple):
    chunk: re.Pattern[str]
    literal: re.Pattern[str]


def _patterns(run: str, odd: str, opening: str, literal: str) -> _Patterns:
    """A chunk is a `run`, what is `odd` and the run behind it any number of times, a literal.

    Its one group is what is kept of it, the `opening` of the literal with it.
    """
    chunk = rf"({run}(?:(?:{odd}){run})*+(?:{opening})?+)(?:{literal})"
    return _Patterns(compile_pattern(chunk, re.S), compile_pattern(literal, re.S))


_EXPONENT = r"(?:[eE][+-]?\d++)?+"
_BLOCK = r"/\*(?:[^*]++|\*(?!/))*+\*/"
_SINGLE = r"[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+(?:'|\Z)"
_DOUBLE = r'[^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+(?:"|\Z)'
_NUMBER = rf"\d++(?:\.\d*+)?+{_EXPONENT}(?![\w$])"
_MYSQL = _patterns(
    run=r"[A-Za-z_ \t\r\n,()=<>;+!%|~^?\[\]}]*+",
    odd=r"(?!['\"])(?:(?<=[A-Za-z_])[\w$]++|`(?:[^`]++|``)*+`|\.(?!\d)|(?<=[\w$`.])\."
    r"|[^\w'\"`/#*\-@.{$]++|[^\W\d][\w$]*+|\$[\w$]*+|-(?:-(?=[\s\x00-\x1f]|\Z)[^\n]*+)?+|\#[^\n]*+"
    rf"|/\*M?!\d*+|{_BLOCK}|/(?!\*)|\*/?+|@@?+(?:`[^`]*+`|(?:'[^']*+'|\"[^\"]*+\")(?=[\s,;)])"
    rf"|(?![`'\"])[\w.$]*+)|\{{(?:\$\w++\}}[\w$]*+)?+|(?!{_NUMBER})\d[\w$]*+)",
    opening=r"['\"]|(?<![\w$`.])\.(?=\d)|/\*",
    literal=rf"(?<=/\*).*+|(?<!['\".]){_NUMBER}(?!:)|(?<=')(?:{_SINGLE})|(?<=\")(?:{_DOUBLE})"
    rf"|(?<=\.)(?:(?<![\w$`.]\.)\d++{_EXPONENT}|{_NUMBER}(?!:))|",
)

_PLAIN = r"(?:[^']++|'')*+(?:'|\Z)"
_QUOTED = "|".join(
    [r"\[.*?\]'", r"\{.*?\}'", r"\(.*?\)'", r"<.*?>'"]
    + [rf"{c}(?:(?!{c}').)*+{c}'" for c in map(re.escape, '!|~^#"/*+-=@$%&,.:;?_\\`')]
)
_ORACLE_NUMBER = rf"\d++(?:\.(?!\.)\d*+)?+{_EXPONENT}[fFdD]?+(?![\w$#])"
_ORACLE_RUN = r"[A-Za-z_ \t\r\n,()=<>;+!%|~^?\[\]{}@*]++(?!(?<=[qQ])')(?:(?<=[A-Za-z_])[\w$#]++)?+"
_ORACLE = _patterns(
    run="",
    odd=rf"{_ORACLE_RUN}|[nN]?+[qQ]'(?:{_QUOTED})(?=[\s,;)])|(?![nN]?[qQ]')[^\W\d][\w$#]*+"
    rf"|[^\w'\"/\-.:&$]++|\.(?!\d)|(?<=[\w$#\".])\.|(?!{_ORACLE_NUMBER})\d[\w$#]*+|\"[^\"]*+\"|-(?:-[^\n]*+)?+"
    rf"|{_BLOCK}|/(?!\*)|:(?:\w++|\"[^\"\n]*+\")?+|&&?+\w++\.?+|&|\$\$?+[^\W\d]\w*+|\$",
    opening=r"'|(?<![\w$#\".])\.(?=\d)|/\*|(?<![\w$#])[nN]?+[qQ]'",
    literal=r"(?<=/\*).*+|(?<=(?<![\w$#])[qQ]').*+|(?<=(?<![\w$#])[nN][qQ]').*+"
    rf"|(?<=')(?:{_PLAIN})|(?<=\.)(?<![\w$#\".]\.)\d++{_EXPONENT}[fFdD]?+(?![\w$#])"
    rf"|(?<!'){_ORACLE_NUMBER}|",
)
_PATTERNS = {Dialect.MYSQL: _MYSQL, Dialect.MARIADB: _MYSQL, Dialect.ORACLE: _ORACLE}


def chunks_of(text: str, dialect: Dialect) -> Chunks:
    """The chunks of `text`; none where it has no shape."""
    patterns = _PATTERNS.get(dialect)
    return [] if patterns is None or "\0" in text else patterns.chunk.findall(f"{text}\n")


def shape(text: str, dialect: Dialect) -> str:
    """The shape of `text`; nothing where it has none."""
    return shape_of(chunks_of(text, dialect))


def shape_of(chunks: Chunks) -> str:
    """The shape of a text that is cut into `chunks`; nothing where it has none.

    Equal for two texts of one dialect only where they differ in the values of literals and in
    nothing else.
    """
    found = "\0".join(chunks)
    return "" if "\0\0" in found or found[:1] == "\0" or found[-2:] != "\n\0" else found


def starts(text: str, chunks: Chunks, dialect: Dialect) -> list[int]:
    """Where each of the chunks starts that `text` is cut into, or the first few of them."""
    patterns, begins, at = _PATTERNS.get(dialect), [0], 0
    if patterns is None:
        return begins
    text = f"{text}\n"
    for kept in chunks:
        found = patterns.literal.match(text, at + len(kept))
        at = found.end() if found else at + len(kept)
        begins.append(at)
    return begins


def anchor(chunks: list[int], offset: int) -> Anchor:
    """The place of `offset` in a text whose chunks start at `chunks`."""
    number = bisect_right(chunks, offset) - 1
    return number, offset - chunks[number]


def place(chunks: list[int], where: Anchor) -> int:
    """The offset of an anchor in a text whose chunks start at `chunks`."""
    return chunks[where[0]] + where[1]
