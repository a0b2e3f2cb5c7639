"""Views and materialized views of Oracle, and the logs these are refreshed from."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.duality import Duality
from app.sql.grammar.oracle.following import Opening
from app.sql.tree import (
    CreateMaterializedView,
    CreateView,
    Definition,
    DropView,
    Name,
    Node,
    Option,
    PartitionBy,
    Query,
    Statement,
)


class Views(Duality):
    """CREATE, ALTER and DROP of views."""

    def create_view(self, opening: Opening) -> Statement:
        """From FORCE, EDITIONABLE or VIEW on."""
        options = list(self.options("view_head"))
        duality = any("DUALITY" in option.name for option in options)
        self.expect("VIEW")
        absent = self.if_not_exists()
        name = self.qualified_name()
        absent = self.if_not_exists() or absent
        options += self.options("view_kind")
        columns = self._view_columns() if self.kinds[self.at] == "(" else ()
        options += self.options("view_property")
        self.expect("AS")
        if duality and self.kinds[self.at] not in {"SELECT", "WITH", "("}:
            self.graph_query()
            kind = "CREATE JSON DUALITY VIEW"
            return Definition(opening.first, self.before, kind, name, tuple(options), False, absent)
        query = self.dual_query() if duality else self.query()
        options += self.options("view_tail")
        return CreateView(
            opening.first, self.before, name, columns, query, opening.or_replace, False,
            tuple(options), absent,
        )  # fmt: skip

    def _view_columns(self) -> tuple[Name, ...]:
        """`(alias [constraints], …, constraint, …)`."""
        elements = self.parenthesised(lambda: self.separated(self._view_element))
        return tuple(element for element in elements if isinstance(element, Name))

    def _view_element(self) -> Node:
        if self.sees_constraint():
            return self.constraint()
        if self.kinds[self.at] in {"SCOPE", "REF"} and (found := self.one_option("table_part")):
            return found
        name = self.identifier()
        if self.kinds[self.at] == "AS":
            raise Refused(self.at, N_("a query in parentheses"))
        self.column_attributes()
        return name

    def alter_view(self, opening: Opening) -> Definition:
        """From VIEW on."""
        self.expect("VIEW")
        there = self.if_exists()
        name = self.qualified_name()
        options = self.options("alter_view_item")
        while self.kinds[self.at] == "ADD":
            self.at += 1
            self.constraint()
        if not options and self.before == name.last:
            self.follow("alter_view_item")
        return Definition(opening.first, self.before, "ALTER VIEW", name, options, there)

    def drop_view(self, opening: Opening) -> DropView:
        """From VIEW on."""
        self.expect("VIEW")
        there = self.if_exists()
        name = self.qualified_name()
        there = self.if_exists() or there
        self.options("drop_view_item")
        return DropView(opening.first, self.before, (name,), there)

    # ------------------------------------------------------------------ materialized views

    def create_materialized(self, opening: Opening) -> Statement:
        """From MATERIALIZED, or the old SNAPSHOT, on."""
        if not self.accept("SNAPSHOT"):
            self.expect("MATERIALIZED")
            if self.accept("ZONEMAP"):
                return self._zonemap(opening)
            self.expect("VIEW")
        if self.accept("LOG"):
            return self._log(opening)
        absent = self.if_not_exists()
        name = self.qualified_name()
        columns: tuple[Name, ...] = ()
        if self.accept("OF"):
            self.data_type()
        if self.kinds[self.at] == "(":
            columns = self._view_columns()
        options, partition_by = self._materialized_options()
        query = self._materialized_query()
        options += self.options("view_tail")
        return CreateMaterializedView(
            opening.first, self.before, name, columns, query, tuple(options), partition_by, absent
        )

    def _materialized_options(self) -> tuple[list[Option], PartitionBy | None]:
        options: list[Option] = []
        partition_by = None
        while self.kinds[self.at] != "AS":
            if self.kinds[self.at] == "PARTITION":
                partition_by = self.partition_by()
            elif found := self.one_option("materialized_item"):
                options.append(found)
            else:
                raise Refused(max(self._furthest, self.at), "AS")
        return options, partition_by

    def _materialized_query(self) -> Query:
        self.expect("AS")
        return self.query()

    def _log(self, opening: Opening) -> Definition:
        absent = self.if_not_exists()
        self.expect("ON")
        name = self.qualified_name()
        options: list[Option] = []
        while not self.sees_end():
            if self.kinds[self.at] == "PARTITION":
                self.partition_by()
            elif found := self.one_option("view_log_item"):
                options.append(found)
            else:
                raise Refused(max(self._furthest, self.at), N_("an option of a log"))
        kind = f"{opening.verb} MATERIALIZED VIEW LOG"
        return Definition(opening.first, self.before, kind, name, tuple(options), False, absent)

    def _zonemap(self, opening: Opening) -> Definition:
        absent = self.if_not_exists()
        name = self.qualified_name()
        columns = self.columns_in_parentheses() if self.kinds[self.at] == "(" else ()
        options = self.options("zonemap_item")
        if self.accept("ON"):
            self.qualified_name()
            self.columns_in_parentheses()
        elif self.accept("AS") or columns:
            self.query()
        else:
            raise Refused(self.at, "ON | AS")
        return Definition(
            opening.first, self.before, "CREATE MATERIALIZED ZONEMAP", name, options, False, absent
        )

    def alter_materialized(self, opening: Opening) -> Definition:
        """From MATERIALIZED, or SNAPSHOT, on."""
        if not self.accept("SNAPSHOT"):
            self.expect("MATERIALIZED")
            if self.accept("ZONEMAP"):
                return self._altered(opening, "MATERIALIZED ZONEMAP", "alter_zonemap_item")
            self.expect("VIEW")
        if self.accept("LOG"):
            self.accept("FORCE")
            self.accept("ON")
            return self._altered(opening, "MATERIALIZED VIEW LOG", "alter_view_log_item")
        return self._altered(opening, "MATERIALIZED VIEW", "alter_materialized_item")

    def _altered(self, opening: Opening, kind: str, diagram: str) -> Definition:
        there = self.if_exists()
        name = self.qualified_name()
        options = list(self.options(diagram))
        while (action := self._partition_maintenance()) is not None:
            options += self.options(diagram)
            del action
        return Definition(
            opening.first, self.before, f"{opening.verb} {kind}", name, tuple(options), there
        )

    def _partition_maintenance(self) -> Node | None:
        """What ALTER TABLE would do to the partitions of the table below."""
        if self.sees_end():
            return None
        for made in (
            self.add_partition, self.drop_partition, self.rename_partition, self.modify_partition,
        ):  # fmt: skip
            if (found := made()) is not None:
                return found
        return self.partition_action()
