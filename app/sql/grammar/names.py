"""Names, words and plain literals: the smallest things the grammar reads."""

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Cursor, Refused
from app.sql.grammar.keywords import NEVER_BEFORE_PARENTHESIS
from app.sql.grammar.words import NAMES_REFUSED
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING, Tokens
from app.sql.tree import Literal, Name


def is_word(kind: str) -> bool:
    """Whether a token of this kind is a word, reserved or not."""
    return kind.isidentifier() or kind[0].isalpha() or kind[0] in "_$"


class Names(Cursor):
    """Identifiers, dotted names, strings and numbers."""

    def __init__(self, tokens: Tokens, dialect: Dialect) -> None:
        super().__init__(tokens, dialect)
        self._reserved = NAMES_REFUSED[dialect]

    def sees_identifier(self) -> bool:
        """Whether a name may begin here."""
        kind = self.kinds[self.at]
        return kind is IDENTIFIER or (kind not in self._reserved and is_word(kind))

    def identifier(self) -> Name:
        """One part of a name: quoted, or a word that is not reserved."""
        at, kind = self.at, self.kinds[self.at]
        if kind is IDENTIFIER:
            part = self.unquoted(at)
        elif kind not in self._reserved and (kind.isidentifier() or is_word(kind)):
            part = self._text[self._starts[at] : self._ends[at]]
        else:
            raise Refused(at, N_("a name"))
        self.at = at + 1
        return Name(at, at, (part,))

    def any_word(self) -> Name:
        """An identifier, a string or any keyword: charsets, engines, user-chosen words."""
        at, kind = self.at, self.kinds[self.at]
        if not (kind is IDENTIFIER or kind is STRING or is_word(kind)):
            raise Refused(at, N_("a word"))
        self.at = at + 1
        return Name(at, at, (self.unquoted(at),))

    def charset_word(self) -> Name:
        """A character set or collation: a name, a string, or BINARY."""
        return self.any_word() if self.kinds[self.at] == "BINARY" else self.word_or_string()

    def name(self) -> Name:
        """A name with as many dotted parts as there are; right behind a dot any word will do."""
        first, kinds = self.at, self.kinds
        if kinds[first] == "." and self.touches(first):
            self.at += 1  # `.t`: the table of the current database
            self.note("dot-before-name", first)
        made = self.qualifier() if kinds[self.at + 1] == "." else self.identifier()
        if kinds[self.at] == ".":
            self._behind_dots(made)
        made.first = first
        return made

    def qualifier(self) -> Name:
        """The first of several parts: right before a dot even a reserved word is a name."""
        at, kind = self.at, self.kinds[self.at]
        if not (is_word(kind) and self.touches(at)):
            return self.identifier()
        self.at = at + 1
        return Name(at, at, (self.text(at),))

    def _behind_dots(self, made: Name) -> None:
        kinds, parts = self.kinds, list(made.parts)
        while kinds[self.at] == ".":
            behind = kinds[self.at + 1]
            digits = behind is NUMBER and self._starts_with_digits(self.at + 1)
            if digits and kinds[self.at - 1] is IDENTIFIER:
                break  # right behind a quote the servers read a fraction
            if not (digits or behind is IDENTIFIER or is_word(behind)):
                break
            if behind in self._reserved and not self.touches(self.at):
                break
            parts.append(self.unquoted(self.at + 1))
            self.at += 2
        made.parts, made.last = tuple(parts), self.before

    def _starts_with_digits(self, at: int) -> bool:
        """Whether what was cut as a number is a name behind a dot: `db.2020`."""
        return self.touches(at - 1) and self.text(at).isalnum()

    def table_name(self) -> Name:
        """A name of a table: with a database before it, or alone."""
        name = self.limit_parts(self.name(), 2)
        if self.kinds[self.at] == "(" and len(name.parts) == 1:
            self._refuse_call(name.last)
        return name

    def given_name(self) -> Name:
        """A name of one part behind which a parenthesis may stand that makes no call of it."""
        name = self.identifier()
        if self.kinds[self.at] == "(":
            self._refuse_call(name.last)
        return name

    def _refuse_call(self, at: int) -> None:
        """Refuse as a name what is a function of the servers right before a parenthesis."""
        if self.kinds[at] in NEVER_BEFORE_PARENTHESIS and self.touches(at):
            raise Refused(at, N_("a name"))

    def column_name(self) -> Name:
        """A name of a column: of at most three parts."""
        return self.limit_parts(self.name(), 3)

    def limit_parts(self, name: Name, most: int) -> Name:
        """`name`, which may have so many parts; a dot before it stands for the first of them."""
        parts = len(name.parts)
        if name.last - name.first >= 2 * parts - 1:
            parts = most if parts == most - 1 else most + 1
        if parts > most:
            raise Refused(name.last, N_("a name of fewer parts"))
        return name

    def names(self) -> tuple[Name, ...]:
        """Dotted names with commas between them."""
        return self.separated(self.name)

    def identifiers(self) -> tuple[Name, ...]:
        """`(name, …)`: single names in parentheses."""
        return self.parenthesised(lambda: self.separated(self.identifier))

    def word_or_string(self) -> Name:
        """A name that may be quoted as a string is: aliases of columns, users, plugins, servers."""
        return self.any_word() if self.kinds[self.at] is STRING else self.identifier()

    def unquoted(self, at: int) -> str:
        """The name that token `at` spells, without its quotes."""
        text = self._text[self._starts[at] : self._ends[at]]
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

    def one_string(self) -> Literal:
        """A string where the server wants a single one: a file, a separator, a time zone."""
        at = self.expect(STRING)
        return Literal(at, at, "string")

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
