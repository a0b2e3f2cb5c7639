"""Commands as redis-cli takes them: a line becomes words and words become a line.

The quoting is that of `sdssplitargs` in Redis' sds.c: double quotes with \\n \\r \\t \\b \\a \\xHH,
single quotes with \\' alone, and a quote must be followed by a blank.
"""

import re

from app.domain.errors import BadInput
from app.i18n import _

_ESCAPES = {"n": b"\n", "r": b"\r", "t": b"\t", "b": b"\b", "a": b"\a"}
_HEX = re.compile(r"x([0-9a-fA-F]{2})")
_PLAIN = re.compile(rb"[!#-&(-\[\]-~]+")


def split(line: str) -> tuple[bytes, ...]:
    """The words of a line; BadInput where a quote is not closed."""
    words: list[bytes] = []
    at = 0
    while True:
        while at < len(line) and line[at].isspace():
            at += 1
        if at >= len(line):
            return tuple(words)
        word, at = _word(line, at)
        words.append(word)


def _word(line: str, at: int) -> tuple[bytes, int]:
    word = b""
    while at < len(line) and not line[at].isspace():
        letter = line[at]
        if letter in "\"'":
            part, at = _quoted(line, at + 1, letter)
            word += part
            if at < len(line) and not line[at].isspace():
                raise BadInput(
                    _("A closing quote must be followed by a blank."), hint=quoting_hint()
                )
        else:
            word += letter.encode("utf-8", "surrogatepass")
            at += 1
    return word, at


def _quoted(line: str, at: int, quote: str) -> tuple[bytes, int]:
    part = b""
    while at < len(line):
        letter = line[at]
        following = line[at + 1 : at + 2]
        if letter == quote:
            return part, at + 1
        if letter == "\\" and quote == '"' and following:
            if hexadecimal := _HEX.match(line, at + 1):
                part += bytes.fromhex(hexadecimal[1])
                at += 4
            else:
                part += _ESCAPES.get(following) or following.encode("utf-8", "surrogatepass")
                at += 2
        elif letter == "\\" and following == "'":
            part += b"'"
            at += 2
        else:
            part += letter.encode("utf-8", "surrogatepass")
            at += 1
    raise BadInput(_("A quote is not closed."), hint=quoting_hint())


def quoting_hint() -> str:
    """How it is to be written."""
    return _('Write it as redis-cli takes it: SET "a key" "line\\n".')


def join(words: tuple[bytes | str, ...]) -> str:
    """A line that `split` makes these words of again."""
    return " ".join(quote(word) for word in words)


def quote(word: bytes | str) -> str:
    """One word, quoted where it must be; what is no UTF-8 as \\xHH."""
    raw = word.encode("utf-8", "surrogatepass") if isinstance(word, str) else word
    if _PLAIN.fullmatch(raw):
        return raw.decode()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable() and not set(text) & {'"', "\\", "'"}:
        return f'"{text}"' if " " in text else text
    return '"' + "".join(_escaped(byte) for byte in raw) + '"'


def _escaped(byte: int) -> str:
    letter = chr(byte)
    if letter in '"\\':
        return "\\" + letter
    for name, raw in _ESCAPES.items():
        if raw[0] == byte:
            return "\\" + name
    return letter if 32 <= byte < 127 else f"\\x{byte:02x}"


def shown(raw: bytes) -> str:
    """A key or value as people read it: text where it is text, \\xHH where it is not."""
    return raw.decode("utf-8", "backslashreplace")
