"""Which encoding the bytes of a script are in.

Certain tests first (a BOM, NULs in every other byte, valid UTF-8), then the two double-byte
encodings DBAs of Chinese databases meet, told apart by how their characters were ordered: both
GB 2312 and Big5 put the frequent ones in one half of their rows, which the other uses for rare
ones. Only what is left is put to a statistical detector.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from app.domain.errors import UnreadableInput
from app.i18n import _

UTF8 = "utf-8"
EXAMPLES = "utf-8, utf-16, gb18030, big5, latin-1"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "latin-1", "utf-8-sig": UTF8}
_SUPERSETS = {"big5": "big5hkscs", "shift_jis": "cp932"}  # what software calls by these names


@dataclass(frozen=True, slots=True)
class Charset:
    """An encoding: its name for people, Python's codec, and the bytes of BOM to leave out."""

    name: str
    codec: str
    bom: int = 0

    @property
    def wide(self) -> bool:
        """Whether a character is two or four bytes, most of them NUL in SQL."""
        return self.codec.startswith(("utf-16", "utf-32"))


def by_name(name: str, sample: bytes) -> Charset:
    """The encoding the user named; whether there is a BOM is read from `sample`.

    Raises UnreadableInput for a name nobody knows.
    """
    try:
        codec = codecs.lookup(name).name
        "a".encode(codec).decode(codec)
    except (LookupError, UnicodeError, ValueError):
        raise UnreadableInput(
            _("There is no encoding called “{name}”.").format(name=name),
            hint=_("Use one of these, for example: {names}.").format(names=EXAMPLES),
        ) from None
    found = _charset(codec)
    marked = _marked(sample)
    if marked and found.codec.split("-")[:2] == marked.codec.split("-")[:2]:
        return marked
    if codec in {"utf-16", "utf-32"}:
        return Charset(codec, _order(codec, sample))
    return found


def _charset(codec: str) -> Charset:
    """The encoding that Python calls `codec`, under the name it goes by here."""
    name = _NAMES.get(codec, codec)
    return Charset(name, _SUPERSETS.get(name, name))


def sniff(sample: bytes) -> Charset | None:
    """The encoding of a text that begins with `sample`; None while all of it is ASCII."""
    marked = _marked(sample)
    if marked:
        return marked
    wide = _wide(sample)
    if wide:
        return Charset("utf-16", wide)
    if sample.isascii():
        return None
    return high(sample)


def high(sample: bytes) -> Charset:
    """The encoding of a text with bytes outside ASCII, UTF-16 aside."""
    if _is_utf8(sample):
        return Charset(UTF8, UTF8)
    return double_byte(sample) or _single_byte(sample)


def _marked(sample: bytes) -> Charset | None:
    for bom, name, codec in _BOMS:
        if sample.startswith(bom):
            return Charset(name, codec, len(bom))
    return None


# ---------------------------------------------------------------------- UTF


def _order(codec: str, sample: bytes) -> str:
    """UTF-16 or UTF-32 without BOM, as most of its NULs say; Windows' order where none does."""
    odd = sample[1::2].count(0) if codec == "utf-16" else sample[3::4].count(0)
    even = sample[0::2].count(0) if codec == "utf-16" else sample[0::4].count(0)
    return f"{codec}-{'be' if even > odd else 'le'}"


def _wide(sample: bytes) -> str:
    """UTF-16 without BOM: SQL is never without blanks and line breaks, so half a NUL each."""
    half = len(sample) // 2
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if half < 4 or max(odd, even) * 12 < half or min(odd, even) * 20 > max(odd, even):
        return ""
    codec = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return ""
    return codec if sum(map(_usual, text)) * 20 > len(text) * 19 else ""


def _usual(character: str) -> bool:
    return character.isprintable() or character in "\t\r\n\f\v"


def _is_utf8(sample: bytes) -> bool:
    """Whether it is UTF-8, damaged or with lines in another encoding as it may be.

    Bytes of another encoding that follow the pattern of three bytes are rare, even a line whose
    bytes all follow it: so what is right outweighs what is wrong.
    """
    text = codecs.getincrementaldecoder(UTF8)("replace").decode(sample)
    damaged = text.count("\ufffd") - sample.count("\ufffd".encode())
    if damaged <= 0 or len(_THREE_BYTES.findall(text)) > 2 * damaged:
        return True
    lines = [line for line in text.split("\n") if not line.isascii()]
    wrong = sum("\ufffd" in line for line in lines)
    right = sum(bool(_THREE_BYTES.search(line)) for line in lines if "\ufffd" not in line)
    return right * 8 > wrong


_THREE_BYTES = re.compile("[\u0800-\ufffc\U00010000-\U0010ffff]")


# ---------------------------------------------------------------------- one or two bytes

_GB = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]|[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x80-\xff]")
_GB_FREQUENT = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_BIG5 = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]|[\x80-\xff]")
_BIG5_FREQUENT = re.compile(rb"[\xa1-\xa3\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
_FREQUENT_AT_LEAST = 0.6
_DAMAGED_AT_MOST = 0.02


def double_byte(sample: bytes) -> Charset | None:
    """GB 18030 or Big5, whichever makes more of the characters frequent ones."""
    gb = _frequent(sample, _GB, _GB_FREQUENT)
    big5 = _frequent(sample, _BIG5, _BIG5_FREQUENT)
    if max(gb, big5) < _FREQUENT_AT_LEAST:
        return None
    return _charset("gb18030" if gb >= big5 else "big5")


def _frequent(sample: bytes, characters: re.Pattern[bytes], frequent: re.Pattern[bytes]) -> float:
    """The share of frequent characters; 0 where too many bytes are no characters at all."""
    counts = Counter(characters.findall(sample))
    damaged = sum(count for one, count in counts.items() if len(one) == 1)
    if damaged > max(1, counts.total() * _DAMAGED_AT_MOST):
        return 0.0
    return sum(n for one, n in counts.items() if frequent.fullmatch(one)) / counts.total()


_ENOUGH = 32  # bytes outside ASCII, below which statistics say nothing
_MOST = 8192  # bytes the detector is shown: it is slow, and no better for more
_OTHERS = [  # the detector's answers that are worth more than taking it for Western European
    *("cp1252", "shift_jis", "euc_jp", "cp949", "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256"),
]


def _single_byte(sample: bytes) -> Charset:
    """What the detector takes it for; Western European where there is too little to judge."""
    telling = b"\n".join(line for line in sample.splitlines() if not line.isascii())[:_MOST]
    if len(telling) - len(telling.translate(None, _HIGH)) >= _ENOUGH:
        from charset_normalizer import from_bytes  # on use: slow to load, seldom needed

        best = from_bytes(telling, cp_isolation=_OTHERS, enable_fallback=False).best()
        if best and best.encoding != "cp1252":
            return _charset(best.encoding)
    controls = set(sample) & _C1
    name = "cp1252" if controls and not controls & _NOT_IN_1252 else "latin-1"
    return Charset(name, name)


_C1 = frozenset(range(0x80, 0xA0))
_NOT_IN_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_HIGH = bytes(range(0x80, 0x100))
