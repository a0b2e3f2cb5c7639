"""Statements spoiled as hands, editors and attackers spoil them; a seed gives the same again."""

import random
import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+|\s+|[^\w\s]")

HOSTILE = (
    "\0", "\x1a", "\x1b[2J", "\x7f", "\x85", "\xa0", "\xad", "\ufeff", "\u200b",
    "\u202e", "\u2028", "\u3000", "\ufffd", "\U0001f600", "e\u0301", "ſ", "K", "İ",
    "ı", "ß", "ﬁ", "１", "٣", "²", "；", "（", "＇", "\r", "\r\n", "\v", "\f", "'", '"',
    "`", "\\", "\\'", "''", ";", "/", "\n/\n", "--", "-- ", "#", "/*", "*/", "/*!",
    "/*!99999 ", "/*M!", "/*+", "q'[", "nq'{", "]'", "N'", "x'", "b'2'", "0x",
    "_utf8mb4", "@", "@@", ":", ":1", "?", "&", "&&x", "$$", "$", "$IF", "$END", "<<",
    ">>", "%", "{", "}", "${", "#{", "||", "|", "^=", "!", "~", ":=", "=>", "..", ".",
    "..", "(+)", "(", ")", "()", ",", ",,", "[", "]", "DELIMITER ;;\n", "BEGIN ",
    " END", " END IF", "1e999999", "-0", "1.", ".5e", "NULL", " AS ", " FROM ",
    " WHERE ", " ON ", " UNION ", " SELECT ", " VALUES ", " SET ",
    "-- mohist:disable\n", "/* mohist:ignore * */", "@@include.sql\n", "REM ",
    "\nSET x ",
)  # fmt: skip
"""What stands at the borders of what readers of SQL take for granted."""

NESTS = (
    ("(", ")"), ("((", "))"), ("(SELECT ", ")"), ("NOT ", ""), ("- ", ""), ("~", ""),
    ("CASE WHEN ", " THEN 1 END"), ("f(", ")"), ("IF(1, ", ", 2)"), ("(a, ", ")"),
    ("a IN (", ")"), ("EXISTS (SELECT 1 WHERE ", ")"), ("/*", "*/"), ("/*!", "*/"),
    ("BEGIN ", "; END"), ("IF x THEN ", "; END IF"), ("LOOP ", "; END LOOP"),
    ("SELECT * FROM (", ") t"), ("a JOIN (", ")"), ("a.", ""), ("a + ", ""),
    ("a AND ", ""), ("a, ", ""), ("'", ""), ("CAST(", " AS CHAR)"),
    ("DECLARE x INT; BEGIN ", "; END;"), ("[", "]"), ("{", "}"),
    ("$IF a $THEN ", " $END"), ("<<l>> ", ""), ("SELECT 1 UNION ", ""), ("PRIOR ", ""),
    ("INTERVAL ", " DAY"), ("BINARY ", ""), ("x -> ", ""), ("EXPLAIN ", ""),
)  # fmt: skip
"""What may stand within itself, or behind itself without end."""


class Mutator:
    """Spoils texts; what it gives depends on the seed and on what it was asked before."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._ways = (
            self._cut, self._splice, self._swap, self._twice, self._drop, self._insert,
            self._insert, self._number, self._nest, self._recase, self._blanks,
        )  # fmt: skip

    def mutated(self, texts: Sequence[str]) -> str:
        """One of `texts` after one to four changes."""
        text = self._random.choice(texts)
        for _ in range(self._random.choice((1, 1, 1, 2, 2, 3, 4))):
            text = self._random.choice(self._ways)(text, texts)
        return text

    def _place(self, text: str) -> int:
        return self._random.randint(0, len(text))

    def _cut(self, text: str, _texts: Sequence[str]) -> str:
        at = self._place(text)
        return text[:at] if self._random.random() < 0.7 else text[at:]

    def _splice(self, text: str, texts: Sequence[str]) -> str:
        other = self._random.choice(texts)
        return text[: self._place(text)] + other[self._place(other) :]

    def _swap(self, text: str, _texts: Sequence[str]) -> str:
        words = _WORD.findall(text)
        if len(words) > 1:
            a, b = self._random.randrange(len(words)), self._random.randrange(len(words))
            words[a], words[b] = words[b], words[a]
        return "".join(words)

    def _part(self, text: str) -> tuple[list[str], int, int]:
        words = _WORD.findall(text)
        start = self._random.randint(0, len(words))
        return words, start, start + self._random.randint(1, 12)

    def _twice(self, text: str, _texts: Sequence[str]) -> str:
        words, start, end = self._part(text)
        times = self._random.choice((2, 2, 2, 3, 60))
        return "".join(words[:start] + words[start:end] * times + words[end:])

    def _drop(self, text: str, _texts: Sequence[str]) -> str:
        words, start, end = self._part(text)
        return "".join(words[:start] + words[end:])

    def _insert(self, text: str, _texts: Sequence[str]) -> str:
        words = _WORD.findall(text)
        words.insert(self._random.randint(0, len(words)), self._random.choice(HOSTILE))
        return "".join(words)

    def _number(self, text: str, _texts: Sequence[str]) -> str:
        numbers = list(re.finditer(r"\d+", text))
        if not numbers:
            return text
        at = self._random.choice(numbers)
        other = self._random.choice(
            ("9" * 5000, "-1", "0", "1e999", "4294967296", "0.0", "''", "x")
        )
        return text[: at.start()] + other + text[at.end() :]

    def _nest(self, text: str, _texts: Sequence[str]) -> str:
        words, start, end = self._part(text)
        before, behind = self._random.choice(NESTS)
        times = self._random.choice((1, 2, 5, 30, 70, 300))
        return "".join(
            [*words[:start], before * times, *words[start:end], behind * times, *words[end:]]
        )

    def _recase(self, text: str, _texts: Sequence[str]) -> str:
        return self._random.choice((str.upper, str.lower, str.swapcase))(text)

    def _blanks(self, text: str, _texts: Sequence[str]) -> str:
        return re.sub(
            r"\s+", self._random.choice((" ", "\n", "\r", "\t\t", "/**/", " -- x\n", "")), text
        )
