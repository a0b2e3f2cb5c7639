"""What of a statement may be written down: never a password, whatever it stands in."""

import re
from collections.abc import Mapping, Sequence

from app.domain.redact import REDACTED, redacted
from app.i18n import ngettext

_SHOWN = 80  # characters of a statement in the title of its act
_BIND_MOST = 200  # characters of a value
_STAND_IN = "mohist-stands-in-for-a-value"
_QUOTED = re.compile(r"'.*'", re.S)


def without_secrets(said: str, statement: str) -> str:
    """What a server says of a statement; where that held a password, nothing it quotes of it."""
    if redacted(statement) == statement:
        return said
    return _QUOTED.sub(f"'{REDACTED}'", said)


def title_of(statements: Sequence[str]) -> str:
    """What an act of these is called."""
    if len(statements) == 1:
        shown = " ".join(redacted(statements[0]).split())
        return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    text = ngettext(
        "Run a statement from the console", "Run {count} statements from the console",
        len(statements),
    )  # fmt: skip
    return text.format(count=len(statements))


def bind_lines(statements: Sequence[str], binds: Mapping[str, object]) -> tuple[str, ...]:
    """The values that were given, a line each; of those that stand for a password only the name."""
    return tuple(_bind_line(name, value, statements) for name, value in binds.items())


def _bind_line(name: str, value: object, statements: Sequence[str]) -> str:
    number = name.isdecimal()
    said = repr(value) if isinstance(value, str) else str(value)
    said = said if len(said) <= _BIND_MOST else said[: _BIND_MOST - 1] + "…"
    if any(_is_secret(name, each) for each in statements):
        said = REDACTED
    return f"{name} = {said}" if number else f":{name} = {said}"


def _is_secret(name: str, statement: str) -> bool:
    """Whether a literal in its place would be taken for a password; of `?` it may be any."""
    mark = r"\?" if name.isdecimal() else rf":{re.escape(name)}\b"
    filled, times = re.subn(mark, f"'{_STAND_IN}'", statement)
    return redacted(filled).count(_STAND_IN) < times
