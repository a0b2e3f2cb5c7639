"""Suppressions: `-- mohist: ignore RULE[, RULE…] reason`, before a statement or inside it.

They hold for the next statement, or the one they stand in. Any kind of comment will do. The
suppressed findings are kept and reported as such, with the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARK = "mohist:"
_DIRECTIVE = re.compile(
    r"(?:--|\#|/\*)[ \t]*mohist:[ \t]*ignore[ \t]+([\w\-]+(?:[ \t]*,[ \t]*[\w\-]+)*)"
    r"[ \t]*([^\r\n]*)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """The rules somebody does not want to hear of, and why; no reason is an empty one."""

    rules: tuple[str, ...]
    reason: str


def suppressions(text: str) -> Iterator[Suppression]:
    """The suppressions in the comments of `text`."""
    if MARK not in text.lower():
        return
    for found in _DIRECTIVE.finditer(text):
        rules = tuple(rule.strip().lower() for rule in found[1].split(","))
        reason = found[2].split("*/")[0] if found[0].startswith("/*") else found[2]
        yield Suppression(rules, reason.strip())


def suppressed(text: str, start: int, rule: str, reason: str) -> str:
    """`text` with a suppression of `rule` for the statement that starts at offset `start`.

    A line of its own above the statement, as far indented and with the same line end; where
    something else stands before it on its line, a comment right in front of it.
    """
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    before = text[line:start]
    if before.strip("\ufeff \t"):
        return f"{text[:start]}/* mohist: ignore {rule} {_plain(reason)} */ {text[start:]}"
    ending = re.search(r"\r\n|\r|\n", text)
    end = ending[0] if ending else "\n"
    return f"{text[:start]}-- mohist: ignore {rule} {_plain(reason)}{end}{before}{text[start:]}"


def _plain(reason: str) -> str:
    """A reason on one line that ends no comment before its time."""
    return " ".join(reason.replace("*/", "* /").split())
