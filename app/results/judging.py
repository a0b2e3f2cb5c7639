"""Which rows of a part hold a condition."""

import re
from collections.abc import Callable
from datetime import datetime
from string import hexdigits
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.domain.errors import BadInput
from app.i18n import _
from app.results.conditions import Condition, Sign
from app.results.forms import Form, Held
from app.results.keys import numbers_of, texts
from app.results.part import Part

_A_NUMBER = re.compile(
    r"[-+]?((\d+\.?\d*|\.\d+)(e[-+]?\d+)?|inf(inity)?)", re.ASCII | re.IGNORECASE
)


def admitted(part: Part, condition: Condition) -> Any:
    """Which rows of a part hold the condition, as booleans without nulls."""
    if condition.sign is Sign.LACKS:
        contained = Condition(condition.columns, Sign.CONTAINS, condition.text)
        return pc.invert(admitted(part, contained))
    mask = pa.array(np.zeros(part.rows, dtype=bool))
    for number in condition.columns:
        mask = pc.or_(mask, _holds(part.columns[number], condition))
    return mask


def _holds(held: Held, condition: Condition) -> Any:
    sign, array = condition.sign, held.array
    if sign in (Sign.NULL, Sign.NOT_NULL):
        return pc.is_null(array) if sign is Sign.NULL else pc.is_valid(array)
    if held.form is Form.EMPTY:
        return pa.array(np.zeros(len(array), dtype=bool))
    if sign is Sign.CONTAINS and held.form is Form.BYTES:
        return pc.fill_null(pc.match_substring(array, _as_bytes(condition.text)), False)
    if sign is Sign.CONTAINS and not _may_contain(held.form, condition.text):
        return pa.array(np.zeros(len(array), dtype=bool))
    if sign in _WORDS:
        made = _by_text(held, lambda text: _WORDS[sign](text, condition.text))
    else:
        made = _compared(held, _COMPARE[sign], condition.text)
    return pc.fill_null(made, False)


def _by_text(held: Held, judge: Callable[[Any], Any]) -> Any:
    """A judgement over the texts of a column, made once for each word of a dictionary."""
    array = held.array
    if held.form is Form.TEXT and pa.types.is_dictionary(array.type):
        return judge(array.dictionary).take(array.indices)
    return judge(texts(held))


def _compared(held: Held, compare: Callable[[Any, Any], Any], typed: str) -> Any:
    """By value where what was typed is one of such a kind, else by text in lower case."""
    number = _number(typed)
    if number is not None and held.form.numeric:
        return _by_number(held, compare, typed, number)
    moment = _moment(typed)
    if moment is not None and held.form in (Form.DATE, Form.MOMENT, Form.ZONED):
        local = pc.struct_field(held.array, "local") if held.form is Form.ZONED else held.array
        return compare(local.cast(pa.timestamp("us")), moment)
    if held.form is Form.BOOLEAN:
        typed = {"1": "true", "0": "false"}.get(typed, typed)
    wanted = pc.utf8_lower(pa.scalar(typed))
    by_text = _by_text(held, lambda text: compare(pc.utf8_lower(text), wanted))
    if number is None or held.form is not Form.ODD:
        return by_text
    return pc.coalesce(compare(numbers_of(held), number), by_text)


def _moment(typed: str) -> Any:
    """A date or a moment that was typed, as an Arrow scalar; None where it is none."""
    try:
        return pa.scalar(datetime.fromisoformat(typed).replace(tzinfo=None), pa.timestamp("us"))
    except ValueError:
        return None


def _by_number(held: Held, compare: Callable[[Any, Any], Any], typed: str, number: float) -> Any:
    """By value and exactly, as far as Arrow compares what was typed with what is held."""
    if re.fullmatch(r"[-+]?\d{1,18}", typed) and held.form in (Form.INTEGER, Form.UNSIGNED):
        whole = int(typed)
        if whole >= 0 or held.form is Form.INTEGER:
            return compare(held.array, pa.scalar(whole, held.array.type))
    if held.form is Form.FLOAT:
        return compare(held.array, number)
    return _by_decimal(held, compare, typed, number)


def _by_decimal(held: Held, compare: Callable[[Any, Any], Any], typed: str, number: float) -> Any:
    array = held.array
    if held.form is Form.MIXED:
        array = pc.struct_field(array, "number")
    elif held.form in (Form.INTEGER, Form.UNSIGNED):
        array = array.cast(pa.decimal128(20, 0))
    try:
        wanted = pa.scalar(typed).cast(pa.decimal256(76, 30))
        return compare(array.cast(pa.decimal256(76, 30)), wanted)
    except pa.ArrowException:
        return compare(array.cast(pa.float64(), safe=False), number)


def _number(typed: str) -> float | None:
    return float(typed) if _A_NUMBER.fullmatch(typed) else None


_SIGNS = {
    Form.INTEGER: frozenset("-0123456789"),
    Form.UNSIGNED: frozenset("0123456789"),
    Form.LARGE: frozenset("-0123456789"),
    Form.DECIMAL: frozenset("-.0123456789"),
    Form.FLOAT: frozenset("+-.0123456789einfa"),
    Form.DATE: frozenset("-0123456789"),
    Form.MOMENT: frozenset(" -.:0123456789"),
    Form.TIME: frozenset(".:0123456789"),
}


def _may_contain(form: Form, wanted: str) -> bool:
    """Whether texts of this form have such signs at all: no digits are made to seek letters."""
    return form not in _SIGNS or _SIGNS[form].issuperset(wanted.lower())


def _as_bytes(typed: str) -> bytes:
    """What is sought in bytes: those of 0x…, or of the text."""
    digits = typed[2:] if typed[:2].lower() == "0x" else ""
    if digits and len(digits) % 2 == 0 and not set(digits) - set(hexdigits):
        return bytes.fromhex(digits)
    return typed.encode("utf-8", "surrogatepass")


def _contains(text: Any, wanted: str) -> Any:
    """In whatever case; Arrow's own way is three times as slow, so it is for é and Я alone."""
    if wanted.lower() == wanted.upper():
        return pc.match_substring(text, wanted)
    if wanted.isascii():
        return pc.match_substring(pc.ascii_lower(text), wanted.lower())
    return pc.match_substring(text, wanted, ignore_case=True)


def check_expression(pattern: str) -> None:
    """Say now what would be wrong later.

    Raises:
        BadInput: it is no regular expression.
    """
    _matching(pa.array([""]), pattern)


def _matching(text: Any, pattern: str) -> Any:
    try:
        return pc.match_substring_regex(text, pattern)
    except pa.ArrowInvalid as error:
        raise BadInput(
            _("“{pattern}” is no regular expression: {problem}.").format(
                pattern=pattern, problem=str(error).rsplit(": ", 1)[-1]
            ),
            hint=_("Put \\ before a sign that is meant as it stands."),
        ) from error


_WORDS: dict[Sign, Callable[[Any, str], Any]] = {
    Sign.CONTAINS: _contains,
    Sign.MATCHES: _matching,
}
_COMPARE: dict[Sign, Callable[[Any, Any], Any]] = {
    Sign.EQUAL: pc.equal,
    Sign.UNEQUAL: pc.not_equal,
    Sign.LESS: pc.less,
    Sign.GREATER: pc.greater,
    Sign.AT_MOST: pc.less_equal,
    Sign.AT_LEAST: pc.greater_equal,
}
