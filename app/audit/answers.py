"""What rules asked about the values of literals, so that findings can be kept by the answers.

Statements of one shape differ in nothing but the values of their literals, and few rules want to
know more of a value than whether it begins with a wildcard, or is beyond what a parameter allows.
So each question is noted with its answer, in the order they were asked. What is said of a statement
is said of all of its shape that give the same answers to the same questions: a rule that hears the
same goes on in the same way.

A question is a function of values and of nothing else. To ask for a value as it is, is a question
too: then what is said holds for statements with that value.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from app.audit.unquoting import unquoted
from app.domain.dialect import Dialect
from app.sql.fingerprint import Anchor, anchor
from app.sql.numbers import whole_number
from app.sql.tokens import Question

Place: TypeAlias = tuple[int, int, bool]
"""Where a value starts and ends in a text, and whether it is a string without its quotes."""
Asked: TypeAlias = dict[tuple[Question, tuple[Place, ...]], Hashable]
"""The questions about one statement in their order, and the answers."""

Anchored: TypeAlias = tuple[tuple[Anchor, Anchor, bool], ...]
"""The places of values in any statement of a shape."""
K = TypeVar("K")

MOST = 100
"""Questions about one statement, and answers to one question, that are told apart."""
LONGEST = 200
"""Code points of a value that is kept as it is."""


def value_of(text: str, place: Place, dialect: Dialect) -> str:
    """The value that stands at `place` in `text`."""
    start, end, is_string = place
    value = text[start:end]
    if not is_string:
        return value
    return unquoted(value, dialect) if value[-1:] in ("'", '"') else ""


@lru_cache(maxsize=1024)
def longer_than(size: int) -> Callable[[str], bool]:
    """The question whether a value is longer than `size` characters."""
    return lambda value: len(value) > size


@lru_cache(maxsize=1024)
def beyond(most: int) -> Callable[[str], bool]:
    """The question whether a value is a plain number that is greater than `most`."""
    return lambda value: value.isdecimal() and whole_number(value) > most


class Branch(Generic[K]):
    """A question about statements of a shape; `answers` lead to the next one, or to what is kept.

    `last` is the last chunk of a text that has to be looked at; `version` is that of the schema,
    where it is the first question and one matters.
    """

    __slots__ = ("_places", "_question", "answers", "last", "version")

    def __init__(self, question: Question, places: Anchored) -> None:
        self._question, self._places = question, places
        self.version: int | None = None
        self.last = max(end[0] for _start, end, _is_string in places)
        self.answers: dict[Hashable, K | Branch[K]] = {}

    def is_about(self, question: Question, places: Anchored) -> bool:
        """Whether it is the same question about the same literals."""
        return self._question == question and self._places == places

    def answer(self, text: str, begins: list[int], dialect: Dialect) -> Hashable:
        """What another statement of the shape answers; its chunks start at `begins`."""
        return self._question(
            *[
                value_of(text, (begins[a] + b, begins[c] + d, is_string), dialect)
                for (a, b), (c, d), is_string in self._places
            ]
        )


class Step(NamedTuple):
    """A question and its answer, which hold for any statement of the shape."""

    question: Question
    places: Anchored
    answer: Hashable


def steps(asked: Asked, begins: list[int]) -> Iterable[Step]:
    """What was asked about a statement whose chunks start at `begins`."""
    for (question, places), answer in asked.items():
        anchored = tuple(
            [(anchor(begins, start), anchor(begins, end), it) for start, end, it in places]
        )
        yield Step(question, anchored, answer)
