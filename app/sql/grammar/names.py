"""Names, words and plain literals: the smallest things the grammar reads."""

from app.i18n import N_
from app.sql.grammar.cursor import Cursor, Refused
from app.sql.grammar.words import REFUSED_AS_NAMES, RESERVED
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING
from app.sql.tree import Literal, Name

__all__ = ["RESERVED", "Names"]


def is_word(kind: str) -> bool:
    """Whether a token of this kind is a word, reserved or not."""
    head = kind[0]
    return head.isalpha() or head in "_$"


class Names(Cursor):
    """Identifiers, dotted names, strings and numbers."""

    def sees_identifier(self) -> bool:
        """Whether a name may begin here."""
        kind = self.kinds[self.at]
        return kind is IDENTIFIER or (kind not in REFUSED_AS_NAMES and is_word(kind))

    def identifier(self) -> Name:
        """One part of a name: quoted, or a word that is not reserved."""
        if not self.sees_identifier():
            raise Refused(self.at, N_("a name"))
        self.at += 1
        return Name(self.at - 1, self.at - 1, (self.unquoted(self.at - 1),))

    def any_word(self) -> Name:
        """An identifier, a string or any keyword: charsets, engines, user-chosen words."""
        kind = self.kinds[self.at]
        if not (kind is IDENTIFIER or kind is STRING or is_word(kind)):
            raise Refused(self.at, N_("a word"))
        self.named_by_string = self.named_by_string or kind is STRING
        self.at += 1
        return Name(self.at - 1, self.at - 1, (self.unquoted(self.at - 1),))

    def name(self) -> Name:
        """A name with as many dotted parts as there are; behind a dot any word will do."""
        first = self.at
        if self.kinds[first] == ".":  # `.t`: the table of the current database
            self.at += 1
        parts = [self.identifier().parts[0]]
        kinds = self.kinds
        while kinds[self.at] == ".":
            behind = kinds[self.at + 1]
            if behind is not IDENTIFIER and not is_word(behind):
                break
            parts.append(self.unquoted(self.at + 1))
            self.at += 2
        if kinds[self.at] is NUMBER and self.text(self.at)[0] == ".":  # db.2020 is cut so
            parts.append(self.text(self.at)[1:])
            self.at += 1
        return Name(first, self.before, tuple(parts))

    def names(self) -> tuple[Name, ...]:
        """Dotted names with commas between them."""
        return self.separated(self.name)

    def identifiers(self) -> tuple[Name, ...]:
        """`(name, …)`: single names in parentheses."""
        return self.parenthesised(lambda: self.separated(self.identifier))

    def alias(self) -> Name:
        """What stands behind AS: a name or a string."""
        return self.any_word() if self.kinds[self.at] is STRING else self.identifier()

    def unquoted(self, at: int) -> str:
        """The name that token `at` spells, without its quotes."""
        text = self.text(at)
        quote = text[0]
        if quote in "`'\"" and len(text) > 1:
            return text[1:-1].replace(quote * 2, quote)
        return text

    def string(self) -> Literal:
        """A string; several with nothing but blanks between them are one."""
        first = self.expect(STRING)
        while self.kinds[self.at] is STRING:
            self.at += 1
        return Literal(first, self.before, "string")

    def number(self) -> Literal:
        """A number without a sign."""
        at = self.expect(NUMBER)
        return Literal(at, at, "number")

    def integer(self) -> int:
        """A whole number without a sign; a place-holder counts as 0."""
        if self.kinds[self.at] is PARAMETER:
            self.at += 1
            return 0
        text = self.text(self.at) if self.kinds[self.at] is NUMBER else ""
        if not text.isdecimal():
            raise Refused(self.at, N_("a whole number"))
        self.at += 1
        return int(text[:18])
