"""The shape of a statement: its text without the values of its literals.

A shape keeps every name, keyword, operator and comment, and of each literal its class: the opening
quote of a string, a gap for a number. Statements of one shape have the same tokens but for the
values of strings and numbers, so they parse to the same tree and differ only in where their tokens
stand. A text is cut into chunks, each some kept text and the literal behind it; so a place is a
chunk and a distance, and means the same in every statement of the shape.

The patterns follow the tokenizers alternative by alternative: what begins a literal for one must
begin it for the other. Where something is never closed, or one cannot be sure, nothing matches, one
character is passed over, and the empty chunk this leaves says that the text has no shape.
"""

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TypeAlias

from app.domain.dialect import Dialect
from app.sql.possessive import compile_pattern

Chunks: TypeAlias = list[tuple[str, str]]
"""The parts of a text in their order: what is kept, and the value behind it, which may be none."""
Anchor: TypeAlias = tuple[int, int]
"""A place: the number of a chunk, and the distance from its start."""

_EXPONENT = r"(?:[eE][+-]?\d++)?+"
_BLOCK = r"/\*(?:[^*]++|\*(?!/))*+\*/"
_SINGLE = r"(?:[^'\\]++|\\.|'')*+'"
_DOUBLE = r'(?:[^"\\]++|\\.|"")*+"'
_NUMBER = rf"\d++(?:\.\d*+)?+{_EXPONENT}(?![\w$])"
_RUN = r"[A-Za-z_ \t\r\n,()=<>;+!%|~^?\[\]}]++(?:(?<=[A-Za-z_])[\w$]++)?+"
"""Most of a text: letters and signs; a word that ends the run is taken whole."""
_MYSQL = compile_pattern(
    rf"((?:{_RUN}|\.(?!\d)|(?<=[\w$`.])\."
    r"|[^\W\d][\w$]*+|[^\w'\"`/#*\-@.{$]++|\$[\w$]*+"
    rf"|(?!{_NUMBER})\d[\w$]*+|`(?:[^`]++|``)*+`|-(?:-(?=[\s\x00-\x1f]|\Z)[^\n]*+)?+|\#[^\n]*+"
    rf"|/\*M?!\d*+|{_BLOCK}|/(?!\*)|\*/?+|@@?+(?:`[^`]*+`|(?:'[^']*+'|\"[^\"]*+\")(?=[\s,;)])"
    r"|(?![`'\"])[\w.$]*+)|\{(?:\$\w++\}[\w$]*+)?+)*+"
    rf"(?:'(?={_SINGLE})|\"(?={_DOUBLE})|(?<![\w$`.])\.(?=\d))?+)"
    rf"((?<='){_SINGLE}|(?<=\"){_DOUBLE}|(?<=\.)(?<![\w$`.]\.)\d++{_EXPONENT}"
    rf"|(?<!['\"]){_NUMBER}(?!:)|)",
    re.S,
)

_PLAIN = r"(?:[^']++|'')*+'"
_QUOTED = "|".join(
    [r"\[.*?\]'", r"\{.*?\}'", r"\(.*?\)'", r"<.*?>'"]
    + [rf"{c}(?:(?!{c}').)*+{c}'" for c in map(re.escape, '!|~^#"/*+-=@$%&,.:;?_\\`')]
)
_ORACLE_NUMBER = rf"\d++(?:\.(?!\.)\d*+)?+{_EXPONENT}[fFdD]?+(?![\w$#])"
_ORACLE_RUN = r"[A-Za-z_ \t\r\n,()=<>;+!%|~^?\[\]{}@*]++(?!(?<=[qQ])')(?:(?<=[A-Za-z_])[\w$#]++)?+"
_ORACLE = compile_pattern(
    rf"((?:{_ORACLE_RUN}|[nN]?+[qQ]'(?:{_QUOTED})(?=[\s,;)])|(?![nN]?[qQ]')[^\W\d][\w$#]*+|[^\w'\"/\-.:&$]++"
    rf"|\.(?!\d)|(?<=[\w$#\".])\.|(?!{_ORACLE_NUMBER})\d[\w$#]*+|\"[^\"]*+\"|-(?:-[^\n]*+)?+"
    rf"|{_BLOCK}|/(?!\*)|:(?:\w++|\"[^\"\n]*+\")?+|&&?+\w++\.?+|&|\$\$?+[^\W\d]\w*+|\$)*+"
    rf"(?:'(?={_PLAIN})|(?<![\w$#\".])\.(?=\d))?+)"
    rf"((?<='){_PLAIN}|(?<=\.)(?<![\w$#\".]\.)\d++{_EXPONENT}[fFdD]?+(?![\w$#])"
    rf"|(?<!'){_ORACLE_NUMBER}|)",
    re.S,
)
_CHUNKS = {Dialect.MYSQL: _MYSQL, Dialect.MARIADB: _MYSQL, Dialect.ORACLE: _ORACLE}


def chunks_of(text: str, dialect: Dialect) -> Chunks:
    """The chunks of `text`; none where it has no shape."""
    pattern = _CHUNKS.get(dialect)
    return [] if pattern is None or "\0" in text else pattern.findall(f"{text}\n")


def shape(text: str, dialect: Dialect) -> str:
    """The shape of `text`; nothing where it has none."""
    return shape_of(chunks_of(text, dialect))


def shape_of(chunks: Chunks) -> str:
    """The shape of a text that is cut into `chunks`; nothing where it has none.

    Equal for two texts of one dialect only where they differ in the values of literals and in
    nothing else.
    """
    found = "\0".join([kept for kept, _literal in chunks])
    return "" if "\0\0" in found or found[:1] == "\0" else found


def starts(chunks: Chunks) -> list[int]:
    """Where each of the chunks starts."""
    return list(accumulate([len(kept) + len(literal) for kept, literal in chunks], initial=0))


def anchor(chunks: list[int], offset: int) -> Anchor:
    """The place of `offset` in a text whose chunks start at `chunks`."""
    number = bisect_right(chunks, offset) - 1
    return number, offset - chunks[number]


def place(chunks: list[int], where: Anchor) -> int:
    """The offset of an anchor in a text whose chunks start at `chunks`."""
    return chunks[where[0]] + where[1]
