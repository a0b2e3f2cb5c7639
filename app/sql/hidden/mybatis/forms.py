"""The forms a statement of a mapper can take, as far as they are looked at.

All conditions hold; none does, where that makes a statement: whoever writes a `<set>` of `<if>`
knows that one will hold. Each branch of each `<choose>` is taken once. Where all together make no
statement, as two `<if>` for the two values of one parameter do, those that go together are on in
the first form, and each of the others has one of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.dialect import Dialect
from app.domain.finding import Note
from app.i18n import N_
from app.sql.hidden.atoms import Atom, has_words, joined, stripped
from app.sql.hidden.mybatis.expanding import NOTHING, Choice, Expansion, FindFragment, expand
from app.sql.hidden.mybatis.fitting import Fitting
from app.sql.hidden.xml import Element
from app.sql.parse import Parsed, parse
from app.sql.split import PieceKind, split
from app.sql.tree import Opaque

MOST = 12
"""Forms of one statement that are looked at."""
_WHERE = re.compile(r"\bWHERE\b", re.I)
_TRIED = 24  # conditions that are tried one by one
_LONG = 20_000
"""Code points of a statement that is looked at in few forms, for each is parsed several times."""
_OF_LONG = 2


@dataclass(frozen=True, slots=True)
class Form:
    """One of them; `note` tells when it is sent, None of the first.

    `cut` tells that it goes on, and is too long to be looked at to its end.
    """

    atoms: tuple[Atom, ...]
    note: Note | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Forms:
    """Those that were looked at, `most` of `all`."""

    forms: tuple[Form, ...]
    all: int
    most: int


def forms_of(element: Element, find: FindFragment, dialect: Dialect) -> Forms:
    """The forms of a statement, none of them twice; the first is the longest."""
    return _Forming(element, find, dialect).forms()


class _Forming:
    def __init__(self, element: Element, find: FindFragment, dialect: Dialect) -> None:
        self._element, self._find, self._dialect = element, find, dialect
        self._fitting = Fitting(dialect)

    def forms(self) -> Forms:
        """All that are looked at."""
        first = self._expand(Choice(rest=True))
        long = sum(len(atom.text) for atom in first.atoms) > _LONG
        most = _OF_LONG if long else MOST
        base, left_out = (Choice(rest=True), []) if long else self._together(first)
        choices = [(base, None), *self._branches(first, base)]
        choices += [each for each in self._alone(left_out) if self._sensible(each[0])]
        none = Choice(rest=False)
        if (first.ifs or first.chooses) and self._sensible(none):
            note = Note(N_("only where no condition holds"))
            choices = [*choices[: most - 1], (none, note), *choices[most - 1 :]]
        found: list[Form] = []
        known: set[str] = set()
        for choice, note_of in choices[:most]:
            form = self._form(choice, note_of)
            text = joined(form.atoms)
            if has_words(text) and text not in known:
                known.add(text)
                found.append(form)
        return Forms(tuple(found), len(choices), most)

    def _expand(self, choice: Choice) -> Expansion:
        made = expand(self._element, choice, self._find)
        made.atoms = stripped(made.atoms)
        return made

    def _form(self, choice: Choice, note: Note | None) -> Form:
        """One form; where its `${…}` make no sense as words, with something else for them."""
        made = self._expand(choice)
        atoms: Sequence[Atom] = made.atoms
        if not self._makes_sense(atoms):
            atoms = self._mended(choice, atoms) or atoms
        empty = sorted({atom.filled for atom in atoms if atom.filled and atom.text == NOTHING})
        if empty and note is None and not _WHERE.search(joined(atoms)):
            names = ", ".join(f"${{{name}}}" for name in empty)
            note = Note(N_("where {names} fills in nothing"), (("names", names),))
        return Form(tuple(atoms), note, made.cut)

    def _mended(self, choice: Choice, atoms: Sequence[Atom]) -> Sequence[Atom] | None:
        """`atoms` with something else, or with nothing, for what is filled in; None in vain."""
        fitted = self._fitting.fitted(atoms)
        if fitted is not None:
            return fitted
        empty = self._expand(replace(choice, fill=False)).atoms
        return empty if self._makes_sense(empty) else None

    # ------------------------------------------------------------------ choices

    def _together(self, first: Expansion) -> tuple[Choice, list[Element]]:
        """Which conditions go together, and those that do not go with them."""
        everything = Choice(rest=True)
        conditions = list({id(each): each for each in first.ifs}.values())
        if not conditions or len(conditions) > _TRIED or self._sensible(everything):
            return everything, []
        off = frozenset(map(id, conditions))
        for each in conditions:
            if self._sensible(Choice(rest=True, off=off - {id(each)})):
                off -= {id(each)}
        if not self._sensible(Choice(rest=True, off=off)):
            return everything, []
        return Choice(rest=True, off=off), [each for each in conditions if id(each) in off]

    def _branches(self, first: Expansion, base: Choice) -> Iterator[tuple[Choice, Note | None]]:
        for choose in first.chooses:
            tests = [each.attributes.get("test", "") for each in choose.elements("when")]
            for number in range(1, len(tests)):
                yield replace(base, branch={id(choose): number}), _only_where(tests[number])
            if tests and choose.elements("otherwise"):
                note = Note(N_("only where <otherwise> is taken"))
                yield replace(base, branch={id(choose): -1}), note

    def _alone(self, left_out: Sequence[Element]) -> Iterator[tuple[Choice, Note | None]]:
        for each in left_out:
            test = each.attributes.get("test", "")
            yield Choice(rest=False, on=frozenset({id(each)})), _only_where(test)

    # ------------------------------------------------------------------ sense

    def _sensible(self, choice: Choice) -> bool:
        atoms = self._expand(choice).atoms
        return self._makes_sense(atoms) or self._mended(choice, atoms) is not None

    def _makes_sense(self, atoms: Sequence[Atom]) -> bool:
        """Whether all of it can be parsed, or nobody could say."""
        text = joined(atoms)
        return all(
            _understood(parse(piece.text, self._dialect))
            for piece in split([text], self._dialect)
            if piece.kind is PieceKind.SQL
        )


def _understood(parsed: Parsed) -> bool:
    given_up = isinstance(parsed.tree, Opaque) and parsed.stopped_at is None
    return parsed.whole or given_up


def _only_where(test: str) -> Note:
    return Note(N_("only where {test}"), (("test", " ".join(test.split())),))
