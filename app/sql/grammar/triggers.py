"""Triggers and events (MySQL 8.4 manual, 15.1.22 and 15.1.13; MariaDB the same)."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.options import Opening
from app.sql.grammar.routines import Routines
from app.sql.tree import CreateEvent, CreateTrigger, Expression, Interval, Option

_CHANGES = frozenset({"INSERT", "UPDATE", "DELETE"})


class Triggers(Routines):
    """Programs the server starts by itself."""

    def create_trigger(self, opening: Opening) -> CreateTrigger:
        """From TRIGGER on."""
        self.expect("TRIGGER")
        absent = self.accept_noting("if-not-exists-program", "IF", "NOT", "EXISTS")
        name = self.table_name()
        time = self.expect_any({"BEFORE", "AFTER"})
        event = self._changes()
        self.expect("ON")
        table = self.table_name()
        self.expect("FOR", "EACH", "ROW")
        order = self.accept_any({"FOLLOWS", "PRECEDES"})
        other = self.identifier() if order else None
        body = self.body_statement()
        return CreateTrigger(
            opening.first,
            self.before,
            name,
            time,
            event,
            table,
            body,
            opening.options,
            order,
            other,
            opening.or_replace,
            absent,
        )

    def _changes(self) -> str:
        """`INSERT`; MariaDB 12 also takes `INSERT OR UPDATE OF column, …`."""
        found = [self._change()]
        while self.accept_noting("trigger-events", "OR"):
            found.append(self._change())
        return " OR ".join(found)

    def _change(self) -> str:
        kind = self.expect_any(_CHANGES)
        if kind == "UPDATE" and self.accept("OF"):
            self.bare_identifiers()
        return kind

    # ------------------------------------------------------------------ events

    def event(self, opening: Opening) -> CreateEvent:
        """CREATE or ALTER, from EVENT on."""
        self.expect("EVENT")
        alter = opening.verb == "ALTER"
        absent = not alter and self.if_not_exists()
        name = self.table_name()
        clauses = self.at
        schedule = self._schedule()
        if not alter and not schedule:
            raise Refused(self.at, "ON SCHEDULE")
        options = opening.options + self._event_options(alter)
        body = self.body_statement() if self._does(alter) else None
        if self.at == clauses:
            raise Refused(self.at, N_("what changes of the event"))
        return CreateEvent(
            opening.first,
            self.before,
            name,
            schedule,
            options,
            body,
            alter,
            opening.or_replace,
            absent,
        )

    def _does(self, alter: bool) -> bool:
        if alter:
            return self.accept("DO")
        self.expect("DO")
        return True

    def _schedule(self) -> tuple[Expression, ...]:
        """`ON SCHEDULE AT time`, `… EVERY n unit [STARTS time] [ENDS time]`."""
        if not self.accept("ON", "SCHEDULE"):
            return ()
        if self.accept("AT"):
            return (self.expression(),)
        self.expect("EVERY")
        start = self.at
        value = self.expression()
        unit = self.unit()
        found: list[Expression] = [Interval(start, self.before, value, unit)]
        if self.accept("STARTS"):
            found.append(self.expression())
        if self.accept("ENDS"):
            found.append(self.expression())
        return tuple(found)

    def _event_options(self, alter: bool) -> tuple[Option, ...]:
        """`ON COMPLETION …`, `RENAME TO …`, ENABLE or DISABLE, COMMENT, in this order."""
        found: list[Option] = []
        start = self.at
        if self.accept("ON", "COMPLETION"):
            kept = "NOT PRESERVE" if self.accept("NOT") else "PRESERVE"
            self.expect("PRESERVE")
            found.append(self.option(start, f"ON COMPLETION {kept}"))
        start = self.at
        if alter and self.accept("RENAME", "TO"):
            new = self.table_name()
            found.append(self.option(start, "RENAME TO", new))
        start = self.at
        if self.accept_any({"ENABLE", "DISABLE"}):
            word = self.kinds[start]
            elsewhere = " ON REPLICA" if word == "DISABLE" and self._on_replica() else ""
            found.append(self.option(start, word + elsewhere))
        if self.kinds[self.at] == "COMMENT":
            found.append(self.comment())
        return tuple(found)

    def _on_replica(self) -> bool:
        if not self.accept("ON"):
            return False
        return bool(self.expect_any({"SLAVE", "REPLICA"}))
