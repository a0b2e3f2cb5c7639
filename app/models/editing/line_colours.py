"""Colours of a script line by line, as it is typed: what is open goes on to the next line. No Qt.

The state between two lines is the opening of what is not closed yet: nothing, `'`, `/*`, `q'[` …
With it in front a line is cut into tokens as anywhere else, so that there is one tokenizer.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from app.domain.dialect import Dialect, Language
from app.models.source_colours import Colours, Ink, colour_tokens
from app.models.sql_words import keywords
from app.sql.oracle import tokenize_oracle
from app.sql.possessive import compile_pattern
from app.sql.tokens import BAD, Tokens, tokenize

LONG = 2_000
"""Code points of a line that are coloured; what follows stays as it is: Qt is slow with it."""
_LONGEST = 100_000  # code points of a line that is cut to know what is open behind it
Run: TypeAlias = tuple[int, int, Ink]
"""Start and end in the line, in code points, and what it is coloured as."""
ByLine: TypeAlias = Callable[[str, str], tuple[list[Run], str]]
"""Takes a line and what is open before it; gives its runs and what is open behind it."""

_BLOCK = r"/\*(?!M?!)(?:[^*]++|\*(?!/))*+\*/|/(?!\*)"
_QUIET_MYSQL = compile_pattern(
    r"""(?:[^'"`/#\-]++|'(?:[^'\\]++|\\.|'')*+'|"(?:[^"\\]++|\\.|"")*+"|`[^`]*+`"""
    rf"|{_BLOCK}|--(?=\s|\Z).*+|-|\#.*+)*+\Z",
    re.S,
)
_QUIET_ORACLE = compile_pattern(
    rf"""(?:[^'"/\-]++|(?<![qQ])'(?:[^']++|'')*+'|"[^"]*+"|{_BLOCK}|--.*+|-)*+\Z""", re.S
)
"""Lines that close all they open."""
_DELIMITER = compile_pattern(r"\s*(delimiter|source|use)\b", re.I)
_SQLPLUS = compile_pattern(r"\s*(prompt|rem(?:ark)?)\b", re.I)
_MARKED = compile_pattern(r"[nN]?[qQ]'\S")
"""How a literal of Oracle begins that ends at the mark it names."""
_EXECUTED = compile_pattern(r"/\*M?!\d*")


def still_open(line: str, opening: str, language: Language) -> str | None:
    """What is open behind a line, by a quick look; None where only cutting it can tell."""
    if not isinstance(language, Dialect):
        return ""
    if opening:
        closing = "*/" if opening[0] == "/" else opening[-1] if len(opening) == 1 else "'"
        return opening if closing not in line and "!" not in opening[:4] else None
    quiet = _QUIET_ORACLE if language is Dialect.ORACLE else _QUIET_MYSQL
    return "" if quiet.match(line) else None


def by_line(language: Language) -> ByLine:
    """How lines of `language` are coloured."""
    if not isinstance(language, Dialect):
        return _redis
    words = keywords(language)
    if language is Dialect.ORACLE:
        return lambda line, opening: _oracle(line, opening, words)
    return lambda line, opening: _mysql(line, opening, words, language)


class _Runs(Colours):
    """Runs of a line that has something put in front."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Run] = []

    def add(self, start: int, end: int, ink: Ink) -> None:
        if end > 0:
            self.runs.append((max(0, start), end, ink))


def _mysql(
    line: str, opening: str, words: frozenset[str], dialect: Dialect
) -> tuple[list[Run], str]:
    if not opening and (command := _DELIMITER.match(line)):
        return [(command.start(1), command.end(1), Ink.KEYWORD)], ""
    tokens = tokenize(opening + line[:LONG], dialect)
    runs = _coloured(tokens, opening, words, "'\"")
    if len(line) <= LONG:
        return runs, _open_mysql(tokens, dialect)
    still = still_open(line, opening, dialect)
    if still is None:
        still = _open_mysql(tokenize(opening + line[:_LONGEST], dialect), dialect)
    return runs, still


def _oracle(line: str, opening: str, words: frozenset[str]) -> tuple[list[Run], str]:
    if not opening and (command := _SQLPLUS.match(line)):
        if command[1].lower() == "prompt":
            return [(command.start(1), command.end(1), Ink.KEYWORD)], ""
        return [(0, len(line), Ink.COMMENT)], ""
    tokens = tokenize_oracle(opening + line[:LONG])
    runs = _coloured(tokens, opening, words, "'")
    still = "" if len(line) > LONG else _open_oracle(tokens)
    if len(line) > LONG:
        quick = still_open(line, opening, Dialect.ORACLE)
        cut = tokenize_oracle(opening + line[:_LONGEST]) if quick is None else tokens
        still = _open_oracle(cut) if quick is None else quick
    return runs, still


def _coloured(tokens: Tokens, opening: str, words: frozenset[str], quotes: str) -> list[Run]:
    made = _Runs()
    colour_tokens(tokens, -len(opening), len(tokens), words, made)
    last = len(tokens) - 1
    if made.runs and last >= 0 and tokens.kinds[last] == BAD and tokens.source(last, last):
        head = tokens.text[tokens.starts[last]]  # not closed yet is not wrong yet
        start, end, _ink = made.runs.pop()
        if head in quotes or _MARKED.match(tokens.text, tokens.starts[last]):
            made.runs.append((start, end, Ink.STRING))
        elif head == "/":
            made.runs.append((start, end, Ink.COMMENT))
    return made.runs


def _open_mysql(tokens: Tokens, dialect: Dialect) -> str:
    """What is open behind the last token."""
    last = len(tokens) - 1
    if last < 0 or tokens.kinds[last] != BAD:
        return ""
    before, text = tokens.text[: tokens.starts[last]], tokens.text[tokens.starts[last] :]
    if not text:  # a comment that is executed
        return f"{_EXECUTED.findall(tokens.text)[-1]} "
    around = ""
    if "/*" in before:  # a string that is open in such a comment
        around = _open_mysql(tokenize(before, dialect), dialect)
    return around + ("/* " if text.startswith("/*") else text[0])


def _open_oracle(tokens: Tokens) -> str:
    last = len(tokens) - 1
    if last < 0 or tokens.kinds[last] != BAD:
        return ""
    text = tokens.text[tokens.starts[last] :]
    if marked := _MARKED.match(text):
        return marked[0]
    return "/* " if text.startswith("/*") else text[0]


_ARGUMENT = compile_pattern(r'"(?:[^"\\]|\\.)*"?|\'(?:[^\'\\]|\\.)*\'?|[^\s"\']+')
_NUMBER = compile_pattern(r"[+-]?\d+(?:\.\d+)?")


def _redis(line: str, _opening: str) -> tuple[list[Run], str]:
    if line.lstrip().startswith("#"):
        return [(0, len(line), Ink.COMMENT)], ""
    runs: list[Run] = []
    for n, argument in enumerate(_ARGUMENT.finditer(line, 0, LONG)):
        ink = _ink_of_argument(n, argument[0])
        if ink is not None:
            runs.append((argument.start(), argument.end(), ink))
    return runs, ""


def _ink_of_argument(n: int, text: str) -> Ink | None:
    if text[0] in "\"'":
        return Ink.STRING
    if n == 0:
        return Ink.KEYWORD
    return Ink.NUMBER if _NUMBER.fullmatch(text) else None
