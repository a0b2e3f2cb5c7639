"""How text looks on a terminal: what cannot be seen made visible, and how wide the rest is.

Names and code in a report come from strangers: no control character of theirs may reach the
terminal, and a right-to-left override may not turn the code around ("Trojan Source", 2021).
"""

import re
import unicodedata

_TAB = 4  # columns

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)


def visible(text: str) -> str:
    """`text` with a picture or number in place of every character that acts and is not seen."""
    return _UNSEEN.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def width(text: str) -> int:
    """The columns `text` takes in a terminal: two for East Asian wide ones, none for accents."""
    if text.isascii():
        return len(text)
    return sum(map(_char_width, text))


def _char_width(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 1


def laid_out(*parts: str) -> list[str]:
    """Parts of one line with tabs as blanks up to the next stop, and all else made visible."""
    column = 0
    result = []
    for part in parts:
        shown = ""
        for piece in re.split("(\t)", part):
            text = " " * (_TAB - column % _TAB) if piece == "\t" else visible(piece)
            column += width(text)
            shown += text
        result.append(shown)
    return result


def head(text: str, columns: int) -> str:
    """`text` in at most `columns`, its end left out where it is longer."""
    if width(text) <= columns:
        return text
    return _fitting(text, columns - 1) + "…" if columns > 0 else ""


def tail(text: str, columns: int) -> str:
    """`text` in at most `columns`, its beginning left out where it is longer."""
    if width(text) <= columns:
        return text
    return "…" + _fitting(text[::-1], columns - 1)[::-1] if columns > 0 else ""


def _fitting(text: str, columns: int) -> str:
    """The longest beginning of `text` that fits into `columns`."""
    used = 0
    for n, char in enumerate(text):
        used += _char_width(char)
        if used > columns:
            return text[:n]
    return text


def padded(text: str, columns: int) -> str:
    """`text` with blanks behind it up to `columns`."""
    return text + " " * (columns - width(text))
