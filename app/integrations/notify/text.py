"""Text that others wrote (a server's error, a name), made fit to stand in a message.

Nothing in it may turn a message around, put a line into a header, ring everybody in a group, load
a picture or pose as a link: what would be markup somewhere becomes a sign that looks alike.
"""

import re

_BLANKS = re.compile(r"\s+")
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, save those that are blanks
    "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"  # what turns the direction of writing
    "\ud800-\udfff"  # halves of a character
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # marks nobody sees
    "]"
)
_MARKUP = str.maketrans({
    "*": "∗", "[": "［", "]": "］", "<": "＜", ">": "＞", "`": "ˋ", "~": "∼", "|": "｜",
    "#": "＃", "!": "！", "\\": "＼",
})  # fmt: skip
_LOOKED_AT = 4
"""Times what is shown: of a text of megabytes the rest is not even looked at."""


def one_line(text: str, most: int = 1000) -> str:
    """At most so many characters on one line, without anything that is not seen."""
    head = _DROPPED.sub("", text[: _LOOKED_AT * most])
    return cut(_BLANKS.sub(" ", head).strip(), most)


def cut(text: str, most: int) -> str:
    """The first `most` characters, with a sign where something is missing."""
    return text if len(text) <= most else text[: max(0, most - 1)].rstrip() + "…"


def cut_bytes(text: str, most: int) -> str:
    """The same in bytes of UTF-8; no character is cut in two."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= most:
        return text
    return raw[: max(0, most - 3)].decode("utf-8", "ignore").rstrip() + "…"


def without_markup(text: str) -> str:
    """As plain as it was meant: signs that Markdown or HTML would see look alike and mean nothing.

    The dialects of DingTalk and WeCom know no escape that all their clients understand.
    """
    return text.translate(_MARKUP)
