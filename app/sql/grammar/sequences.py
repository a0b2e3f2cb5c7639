"""MariaDB's sequences, and the servers of federated tables."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.databases import Databases
from app.sql.grammar.options import Opening
from app.sql.tokens import NUMBER
from app.sql.tree import Definition, Name, Option

_FLAGS = frozenset({"NOCACHE", "CYCLE", "NOCYCLE", "NOMINVALUE", "NOMAXVALUE"})
_VALUES = frozenset({"INCREMENT", "MINVALUE", "MAXVALUE", "START", "CACHE", "RESTART"})

_LED = frozenset({"INCREMENT", "START", "RESTART"})
_GREATEST = 2**63 - 1


def _fits(digits: str) -> bool:
    """Whether a sequence may have such a number."""
    return digits.isdecimal() and digits.isascii() and int(digits[:20]) <= _GREATEST


class Sequences(Databases):
    """CREATE and ALTER of SEQUENCE and SERVER."""

    def sequence(self, opening: Opening) -> Definition:
        """From SEQUENCE or TEMPORARY on (MariaDB CREATE SEQUENCE, ALTER SEQUENCE)."""
        self.accept("TEMPORARY")
        self.expect("SEQUENCE")
        create = opening.verb == "CREATE"
        present = not create and self.if_exists()
        absent = create and self.if_not_exists()
        name = self.table_name()
        options = self._sequence_options(create)
        if not create and not options:
            raise Refused(self.at, N_("what changes of the sequence"))
        return self.definition(opening, "SEQUENCE", name, options, present, absent)

    def definition(
        self,
        opening: Opening,
        kind: str,
        name: Name,
        options: tuple[Option, ...],
        if_exists: bool = False,
        if_not_exists: bool = False,
    ) -> Definition:
        """The definition that ends here."""
        return Definition(
            opening.first,
            self.before,
            f"{opening.verb} {kind}",
            name,
            options,
            if_exists,
            if_not_exists,
            opening.or_replace,
        )

    def _sequence_options(self, create: bool) -> tuple[Option, ...]:
        found: list[Option] = []
        if self.accept_noting("sequence-type", "AS"):
            self.data_type()
        while not self.sees_end():
            if self.kinds[self.at] == "RESTART" and create:
                raise Refused(self.at, N_("the end of the statement"))
            found.append(self._sequence_option())
        return tuple(found)

    def _sequence_option(self) -> Option:
        start, kind = self.at, self.kinds[self.at]
        if kind in _FLAGS:
            self.at += 1
            return self.option(start, kind)
        if self.accept("NO"):
            what = self.expect_any({"MINVALUE", "MAXVALUE"})
            return self.option(start, f"NO {what}")
        if kind not in _VALUES:
            return self.table_option()
        self.at += 1
        if not (kind in _LED and self.accept_any({"BY", "WITH"})):
            self.equals()
        if kind == "RESTART" and not self._sees_number():
            return self.option(start, kind)
        value = self._signed()
        if not self.asks(_fits, self.before):
            raise Refused(self.before, N_("a whole number"))
        return self.option(start, kind, value)

    def _sees_number(self) -> bool:
        return self.kinds[self.at] is NUMBER or self.kinds[self.at] in {"-", "+"}

    # ------------------------------------------------------------------ servers

    def server(self, opening: Opening) -> Definition:
        """From SERVER on."""
        self.expect("SERVER")
        create = opening.verb == "CREATE"
        absent = create and self.if_not_exists()
        name = self.word_or_string()
        options: list[Option] = []
        if create:
            start = self.at
            self.expect("FOREIGN", "DATA", "WRAPPER")
            wrapper = self.word_or_string()
            options.append(self.option(start, "FOREIGN DATA WRAPPER", wrapper))
        self.expect("OPTIONS")
        options += self.parenthesised(lambda: self.separated(self._server_option))
        return self.definition(opening, "SERVER", name, tuple(options), False, absent)

    def _server_option(self) -> Option:
        start = self.at
        name = self.any_word().name.upper()
        value = self.number() if self.kinds[self.at] is NUMBER else self.one_string()
        return self.option(start, name, value)
