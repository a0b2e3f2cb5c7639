"""Names, words and plain literals: the smallest things the grammar reads."""

import re

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Cursor, Refused
from app.sql.grammar.oracle.words import SQL
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING, Tokens
from app.sql.tree import Literal, Name, as_in_oracle

_FILLED = re.compile(r"&\w")


def is_word(kind: str) -> bool:
    """Whether a token of this kind is a word, reserved or not."""
    return kind[0].isalpha()


def is_part(kind: str) -> bool:
    """Whether a token of this kind may be the rest of a name behind a substitution variable."""
    return kind[0].isalpha() or kind[0] in "_$#"


class Names(Cursor):
    """Identifiers, dotted names, strings and numbers.

    A substitution variable of SQL*Plus may be a name or any part of one: `&owner..t_&month`; so
    may what Flyway or a mapper fills in: `${owner}.t_${month}`.
    """

    reserved: frozenset[str] = SQL
    """Words that are no names here; inside PL/SQL they are fewer."""

    def __init__(self, tokens: Tokens, dialect: Dialect) -> None:
        super().__init__(tokens, dialect)
        self._fills = "&" in tokens.text or "${" in tokens.text

    def sees_identifier(self) -> bool:
        """Whether a name may begin here."""
        kind = self.kinds[self.at]
        if kind is PARAMETER:
            return self.sees_substitution()
        return kind is IDENTIFIER or (kind not in self.reserved and is_word(kind))

    def sees_substitution(self) -> bool:
        """Whether `&x`, `&&x` or `${x}` stands here."""
        at = self.at
        return self.kinds[at] is PARAMETER and self._text[self._starts[at]] in "&$"

    def skip_substitutions(self) -> None:
        """Go over substitution variables that stand for a clause, an option, or nothing."""
        while self.kinds[self.at] is PARAMETER and self.sees_substitution():
            self.at += 1

    def identifier(self) -> Name:
        """One part of a name: quoted, or a word that is not reserved."""
        if not self.sees_identifier():
            raise Refused(self.at, N_("a name"))
        return self._part()

    def any_word(self) -> Name:
        """An identifier or any keyword: what stands behind a dot or AS."""
        kind = self.kinds[self.at]
        if not (kind is IDENTIFIER or is_word(kind) or self.sees_substitution()):
            raise Refused(self.at, N_("a word"))
        return self._part()

    def _part(self) -> Name:
        at, kinds = self.at, self.kinds
        self.at = at + 1
        if kinds[at] is PARAMETER or kinds[at + 1] is PARAMETER:
            self._substituted()
        return Name(at, self.at - 1, (self.unquoted(at, self.at - 1),))

    def _substituted(self) -> None:
        """Take what belongs to a part of a name, some of which substitution variables are."""
        kinds = self.kinds
        while self.touches(self.before):
            here = kinds[self.at]
            variable = here is PARAMETER and self.sees_substitution()
            behind = kinds[self.before] is PARAMETER and (here is NUMBER or is_part(here))
            if not (variable or behind):
                break
            self.at += 1

    def name(self) -> Name:
        """A name with as many dotted parts as there are; behind a dot any word will do."""
        made = self.identifier()
        if self.kinds[self.at] == ".":
            self._behind_dots(made)
        return made

    def _behind_dots(self, made: Name) -> None:
        kinds, parts = self.kinds, list(made.parts)
        while kinds[self.at] == ".":
            behind = kinds[self.at + 1]
            if not (behind is IDENTIFIER or behind is PARAMETER or is_word(behind)):
                break
            self.at += 1
            parts.append(self.any_word().name)
        made.parts, made.last = tuple(parts), self.before

    def qualified_name(self) -> Name:
        """A table, view, sequence or program: `schema.name@link`."""
        made = self.name()
        if self.kinds[self.at] == "@":
            self.link(made)
        return made

    def link(self, made: Name) -> None:
        """`@link.domain@qualifier` behind a name of an object of another database."""
        first = self.expect("@")
        if not self.accept("!"):
            self._behind_dots(self.any_word())
            if self.accept("@"):
                self.any_word()
        made.link = self.source(first + 1, self.before)
        made.last = self.before

    def names(self) -> tuple[Name, ...]:
        """Qualified names with commas between them."""
        return self.separated(self.qualified_name)

    def identifiers(self) -> tuple[Name, ...]:
        """`(name, …)`: single names in parentheses."""
        return self.parenthesised(lambda: self.separated(self.identifier))

    def columns_in_parentheses(self) -> tuple[Name, ...]:
        """`(t.name, …)`: names of columns in parentheses."""
        return self.parenthesised(lambda: self.separated(self.name))

    def unquoted(self, first: int, last: int | None = None) -> str:
        """The name that the tokens from `first` to `last` spell, without its quotes."""
        text = self._text[self._starts[first] : self._ends[first if last is None else last]]
        if text[0] != '"' or text[-1] != '"' or len(text) < 2:
            return text
        return as_in_oracle(text[1:-1])

    def skip_parentheses(self) -> None:
        """Go over `(…)`, whatever is in it: what has no meaning for anybody here."""
        first = self.expect("(")
        self.at = self.closing(first)
        self.expect(")")

    def string(self) -> Literal:
        """One string: Oracle joins none."""
        at = self.at
        if self.kinds[at] is not STRING:
            raise Refused(at, N_("a string"))
        self.at = at + 1
        filled = self._fills and _FILLED.search(self.text(at))
        return Literal(at, at, "filled" if filled else "string")

    def number(self) -> Literal:
        """A number without a sign."""
        at = self.expect(NUMBER)
        return Literal(at, at, "number")

    def integer(self) -> int:
        """A whole number without a sign; a bind or a substitution variable counts as 0."""
        if self.kinds[self.at] is PARAMETER:
            self.at += 1
            return 0
        text = self.text(self.at) if self.kinds[self.at] is NUMBER else ""
        if not text.isdecimal():
            raise Refused(self.at, N_("a whole number"))
        self.at += 1
        return int(text[:18])
