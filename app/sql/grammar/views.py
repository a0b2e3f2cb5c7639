"""CREATE, ALTER and DROP VIEW (MySQL 8.4 manual, 15.1.23)."""

from app.sql.grammar.indexes import Indexes
from app.sql.grammar.options import Opening
from app.sql.tree import CreateView, DropView, Name, Option


class Views(Indexes):
    """Views."""

    def view(self, opening: Opening) -> CreateView:
        """CREATE or ALTER, from VIEW on; MySQL HeatWave has MATERIALIZED ones."""
        if self.accept_noting("duality-view", "JSON"):
            self.accept("RELATIONAL")
            self.expect("DUALITY")
        else:
            self.accept("MATERIALIZED")
        self.expect("VIEW")
        alter = opening.verb == "ALTER"
        if_not_exists = not alter and self.accept_noting(
            "if-not-exists-view", "IF", "NOT", "EXISTS"
        )
        name = self.table_name()
        columns: tuple[Name, ...] = ()
        if self.kinds[self.at] == "(":
            columns = self.identifiers()
        self.expect("AS")
        query = self.query()
        options = opening.options + self._check_option()
        return CreateView(
            opening.first,
            self.before,
            name,
            columns,
            query,
            opening.or_replace,
            alter,
            options,
            if_not_exists,
        )

    def _check_option(self) -> tuple[Option, ...]:
        """`WITH [CASCADED | LOCAL] CHECK OPTION`."""
        start = self.at
        if not self.accept("WITH"):
            return ()
        value = None
        if self.kinds[self.at] != "CHECK":
            value = self.word_of({"CASCADED", "LOCAL"})
        self.expect("CHECK", "OPTION")
        return (self.option(start, "CHECK OPTION", value),)

    def drop_view(self, opening: Opening) -> DropView:
        """From VIEW on."""
        self.expect("VIEW")
        if_exists = self.if_exists()
        names = self.separated(self.table_name)
        self.restrict()
        return DropView(opening.first, self.before, names, if_exists)
