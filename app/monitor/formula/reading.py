"""Reads a formula into its tree, by recursive descent."""

import re
from typing import NoReturn

from app.i18n import _
from app.monitor.formula.tree import BadFormula, Call, Node, Number, Operation, Reference, Text

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_][A-Za-z0-9_$]*)
  | `(?P<quoted>[^`]+)`
  | "(?P<text>[^"]*)"
  | (?P<sign>==|!=|<=|>=|[-+*/()<>,.\[\]])
)""",
    re.VERBOSE,
)
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
DEEPEST = 40
"""A formula nested deeper than this is no formula but an attack on the stack."""
LONGEST = 400
"""Words and signs; as with depth."""


def read(formula: str) -> Node:
    """The tree of `formula`; BadFormula says what is wrong and where."""
    reader = _Reader(formula)
    tree = reader.either()
    reader.end()
    return tree


class _Reader:
    """Goes through the words of one formula."""

    def __init__(self, formula: str) -> None:
        self._words: list[tuple[str, str, int]] = []
        self._next = 0
        self._depth = 0
        end = len(formula.rstrip())
        at = 0
        while at < end:
            found = _TOKEN.match(formula, at)
            if found is None:
                at += len(formula[at:]) - len(formula[at:].lstrip())
                raise BadFormula(
                    _("“{sign}” is no part of a formula.").format(sign=formula[at]), at + 1
                )
            kind = found.lastgroup or ""
            self._words.append((kind, found.group(kind), found.start(kind) + 1))
            at = found.end()
            if len(self._words) > LONGEST:
                raise BadFormula(_("It is too long."), at)
        self._words.append(("end", "", end + 1))

    def either(self) -> Node:
        """`a or b`, and all that binds closer."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadFormula(_("It is nested too deeply."), self._words[self._next][2])
        left = self._both()
        while self._takes("word", "or"):
            left = Operation("or", left, self._both())
        self._depth -= 1
        return left

    def end(self) -> None:
        """Nothing may follow."""
        if self._words[self._next][0] != "end":
            self._unexpected()

    def _both(self) -> Node:
        left = self._comparison()
        while self._takes("word", "and"):
            left = Operation("and", left, self._comparison())
        return left

    def _comparison(self) -> Node:
        left = self._sum()
        kind, word, _column = self._words[self._next]
        if kind == "sign" and word in _COMPARISONS:
            self._next += 1
            return Operation(word, left, self._sum())
        return left

    def _sum(self) -> Node:
        left = self._product()
        while sign := self._takes("sign", "+", "-"):
            left = Operation(sign, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._value()
        while sign := self._takes("sign", "*", "/"):
            left = Operation(sign, left, self._value())
        return left

    def _value(self) -> Node:
        kind, word, column = self._words[self._next]
        if kind == "sign" and word == "-":
            self._next += 1
            self._depth += 1
            if self._depth > DEEPEST:
                raise BadFormula(_("It is nested too deeply."), column)
            negative = Operation("-", Number(0.0), self._value())
            self._depth -= 1
            return negative
        if kind == "sign" and word == "(":
            self._next += 1
            inner = self.either()
            self._must(")")
            return inner
        self._next += 1
        if kind == "number":
            return Number(float(word))
        if kind == "text":
            return Text(word)
        if kind == "word" and self._takes("sign", "("):
            return Call(word, self._given(), column)
        if kind not in ("word", "quoted"):
            self._next -= 1
            self._unexpected()
        return self._reference(word, column)

    def _given(self) -> tuple[Node, ...]:
        given = [self.either()]
        while self._takes("sign", ","):
            given.append(self.either())
        self._must(")")
        return tuple(given)

    def _reference(self, source: str, column: int) -> Reference:
        row = None
        if self._takes("sign", "["):
            kind, row, _column = self._words[self._next]
            if kind != "text":
                self._unexpected()
            self._next += 1
            self._must("]")
        self._must(".")
        kind, name, _column = self._words[self._next]
        if kind not in ("word", "quoted"):
            self._unexpected()
        self._next += 1
        return Reference(source, name, row, column)

    def _takes(self, kind: str, *words: str) -> str:
        """The next word where it is one of these, which is then behind us; else ""."""
        found, word, _column = self._words[self._next]
        if found == kind and word in words:
            self._next += 1
            return word
        return ""

    def _must(self, sign: str) -> None:
        if not self._takes("sign", sign):
            column = self._words[self._next][2]
            raise BadFormula(_("“{sign}” is missing.").format(sign=sign), column)

    def _unexpected(self) -> NoReturn:
        kind, word, column = self._words[self._next]
        if kind == "end":
            raise BadFormula(_("It ends too early."), column)
        raise BadFormula(_("“{word}” does not belong there.").format(word=word), column)
