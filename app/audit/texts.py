"""Asking rules about the text of every statement, cached or not.

There are some twenty such rules. What most of them say, and what they remember afterwards, depends
on nothing but what they remembered before and on the statement without the values of its literals
(`Scope.code`). So all that they remember is a state with a number; and what they say of a shape in
one state, and the state they are left in, can be kept and need not be asked again. Whether a rule
looked at more is noted while it is asked, so nobody need declare it.

What a rule looks for in the values of literals it does declare (`looks_for`, `longer_than`: see
`app.audit.registry`), and is asked only where the text has it; as is one that declares which
characters it looks for in the code (`mentioning`).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from app.audit.batch import Batch
from app.audit.places import Places
from app.audit.profile import Active
from app.audit.registry import Check, Hit
from app.audit.scope import N, Scope
from app.sql.parse import Parsed
from app.sql.rows import LONG, literal_rows
from app.sql.schema import Schema
from app.sql.tokens import Tokens
from app.sql.tree import Node

Said: TypeAlias = tuple[Active, Hit]
_PLAIN = (bool, int, str, type(None))
_BYTES = 4  # of a code point, at most
_ENDLESS = 10**18
_MOST = 200  # things in a memory that is compared
_STATES = 500  # that are told apart


class Answer(NamedTuple):
    """What the rules say of a text.

    Of another text of that shape they would say the same in the state `before`, and be in that of
    `Texts.state` afterwards; None where they would not, or nobody wanted to know.
    """

    said: list[Said]
    before: int | None


class Texts:
    """Whom to ask about a text."""

    def __init__(self, asked: Sequence[tuple[Active, Check, Scope]]) -> None:
        everyone = [_Asked(active, check, scope) for active, check, scope in asked]
        self._looking = [one for one in everyone if one.active.rule.looks_for is not None]
        self._measuring = [one for one in everyone if one.longest]
        self._once = sorted((one for one in everyone if one.beyond), key=lambda one: -one.beyond)
        others = [*self._looking, *self._measuring, *self._once]
        self._asked = [one for one in everyone if one not in others]
        self._looks = [one.looks_for for one in self._looking]
        self._longest = min((one.longest for one in self._measuring), default=_ENDLESS)
        self._fullest = self._once[-1].beyond if self._once else _ENDLESS
        self._memories = [one.scope.memory for one in everyone]
        self._states: dict[object, int] = {}
        self._remembered: list[list[dict[str, Any]]] = []
        self._in_memory: int | None = None
        self._state: int | None = None
        self._is_noted = False

    @property
    def state(self) -> int | None:
        """What they remember, as a number; None where that has none.

        To compare what they remember takes longer than to ask them: it is done when somebody wants
        to know.
        """
        if not self._is_noted:
            self._state, self._is_noted = self._note_state(), True
        return self._state

    @state.setter
    def state(self, state: int | None) -> None:
        self._state, self._is_noted = state, True

    def is_plain(self, text: str, size: int) -> bool:
        """Whether nobody finds what he looks for in `text`; the file is of that size with it."""
        for looks_for in self._looks:
            if looks_for(text, text):
                return False
        length = len(text) * (1 if text.isascii() else _BYTES)
        return length <= self._longest and size <= self._fullest

    def restore(self) -> None:
        """Let each rule remember what it would if it had been asked all the time."""
        state = self._state if self._is_noted else None
        if state is not None and state != self._in_memory:
            for memory, then in zip(self._memories, self._remembered[state], strict=True):
                memory.clear()
                memory.update(then)
            self._in_memory = state

    def ask(self, text: str, size: int, *, noting: bool) -> Answer:
        """What the rules say of `text`, the statement at hand; to be called behind `restore`.

        The answer tells the state before only when `noting`.
        """
        before = self.state if noting else None
        self._is_noted = False
        code = text
        if len(text) >= LONG and (rows := literal_rows(text)):
            code = text[: rows.start] + text[rows.end :]
        found, sure = self._of_values(text, code, size)
        for asked in self._asked:
            for mark in asked.mentioning:
                if mark in code:
                    break
            else:
                if asked.mentioning:
                    continue
            scope = asked.scope
            scope.looked = False
            for hit in asked.check(None, scope):
                found.append((asked.active, hit))
            sure = sure and not scope.looked
        return Answer(found, before if sure else None)

    def _of_values(self, text: str, code: str, size: int) -> tuple[list[Said], bool]:
        """What those say who were asked for what the values of literals are; whether none was."""
        asked = [one for one in self._looking if one.looks_for(text, code)]
        length = len(text) * (1 if text.isascii() else _BYTES)
        if length > self._longest:
            asked += [one for one in self._measuring if length > one.longest]
        while size > self._fullest:
            asked.append(self._once.pop())
            self._fullest = self._once[-1].beyond if self._once else _ENDLESS
        found = [(one.active, hit) for one in asked for hit in one.check(None, one.scope)]
        return found, not asked

    def _note_state(self) -> int | None:
        """The number of what they remember now; None of what cannot be compared, or is too much."""
        known = self._in_memory
        if known is not None and self._remembered[known] == self._memories:
            return known
        self._in_memory = None
        if not all(map(_is_plain, self._memories)):
            return None
        key = tuple([tuple(memory.items()) for memory in self._memories])
        number = self._states.get(key)
        if number is None:
            if len(self._states) >= _STATES:
                return None
            number = self._states[key] = len(self._states)
            self._remembered.append([dict(memory) for memory in self._memories])
        self._in_memory = number
        return number


class _Asked:
    """One of them; `longest` and `beyond` are what a text and a file may measure without asking."""

    __slots__ = ("active", "beyond", "check", "longest", "looks_for", "mentioning", "scope")

    def __init__(self, active: Active, check: Check, scope: Scope) -> None:
        rule = active.rule
        self.active, self.check, self.scope = active, check, _Noting(scope)
        self.looks_for = rule.looks_for or _anything
        self.mentioning = rule.mentioning
        self.longest = _number(active, rule.longer_than)
        self.beyond = 1024 * _number(active, rule.once_beyond)


def _number(active: Active, parameter: str) -> int:
    value = active.parameters.get(parameter)
    return value if isinstance(value, int) else 0


def _anything(_text: str, _code: str) -> bool:
    return True


def _is_plain(memory: dict[str, Any]) -> bool:
    """Whether nothing in it changes without being put there anew, and comparing it is quick."""
    return len(memory) <= _MOST and all(isinstance(value, _PLAIN) for value in memory.values())


class _Noting(Scope):
    """A scope that notes whether a rule looked at more than a statement's shape and its memory.

    The facts are the same from the first statement to the last, and what is cut has no shape.
    """

    __slots__ = ("looked",)

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope._subject, scope._settings)
        self._memory = scope._memory
        self.looked = False

    @property
    def parsed(self) -> Parsed:
        """The statement as parsed."""
        self.looked = True
        return super().parsed

    @property
    def tokens(self) -> Tokens:
        """Its tokens."""
        self.looked = True
        return super().tokens

    @property
    def places(self) -> Places:
        """Where its words stand."""
        self.looked = True
        return super().places

    def nodes(self, kind: type[N]) -> Sequence[N]:
        """Nodes of its tree."""
        self.looked = True
        return super().nodes(kind)

    @property
    def omitted(self) -> frozenset[str]:
        """What its tree leaves out."""
        self.looked = True
        return super().omitted

    def source(self, node: Node) -> str:
        """The text of `node`."""
        self.looked = True
        return super().source(node)

    @property
    def text(self) -> str:
        """Its text."""
        self.looked = True
        return super().text

    @property
    def file(self) -> Batch:
        """The file it stands in."""
        self.looked = True
        return super().file

    @property
    def schema(self) -> Schema:
        """The schema before it."""
        self.looked = True
        return super().schema
