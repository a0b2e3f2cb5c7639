"""Commands as redis-cli takes them: a line becomes words and words become a line.

The quoting is that of `sdssplitargs` in Redis' sds.c: double quotes with \\n \\r \\t \\b \\a \\xHH,
single quotes with \\' alone, and a quote must be followed by a blank.
"""

import re

from app.domain.errors import BadInput
from app.i18n import _

_ESCAPES = {"n": b"\n", "r": b"\r", "t": b"\t", "b": b"\b", "a": b"\a"}
_HEX = re.compile(r"x([0-9a-fA-F]{2})")
_BARE = re.compile(r"[^\s\"']+")
_RUNS = {'"': re.compile(r'[^"\\]+'), "'": re.compile(r"[^'\\]+")}
"""What stands for itself, in quotes and outside."""
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
    word = bytearray()  # bytes would be copied with each piece: the square of a long value
    while at < len(line) and not line[at].isspace():
        if (letter := line[at]) in _RUNS:
            at = _quoted(line, at + 1, letter, word)
            if at < len(line) and not line[at].isspace():
                raise BadInput(
                    _("A closing quote must be followed by a blank."), hint=quoting_hint()
                )
        else:
            at = _run(_BARE, line, at, word)
    return bytes(word), at


def _quoted(line: str, at: int, quote: str, word: bytearray) -> int:
    """Add what stands in quotes to `word`; where it goes on behind them."""
    run = _RUNS[quote]
    while at < len(line):
        letter = line[at]
        following = line[at + 1 : at + 2]
        if letter == quote:
            return at + 1
        if letter == "\\" and quote == '"' and following:
            if hexadecimal := _HEX.match(line, at + 1):
                word += bytes.fromhex(hexadecimal[1])
                at += 4
            else:
                word += _ESCAPES.get(following) or following.encode("utf-8", "surrogatepass")
                at += 2
        elif letter == "\\" and following == "'":
            word += b"'"
            at += 2
        elif letter == "\\":
            word += b"\\"
            at += 1
        else:
            at = _run(run, line, at, word)
    raise BadInput(_("A quote is not closed."), hint=quoting_hint())


def _run(run: re.Pattern[str], line: str, at: int, word: bytearray) -> int:
    """Add the letters that stand for themselves to `word`; where they end."""
    found = run.match(line, at)
    assert found is not None  # the letter at `at` is one of them
    word += found[0].encode("utf-8", "surrogatepass")
    return found.end()


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
