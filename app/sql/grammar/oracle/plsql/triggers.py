"""Triggers: of tables and views, compound ones, of DDL, of a schema and the database."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.plsql.packages import Packages, Unit
from app.sql.tokens import END
from app.sql.tree import (
    Call,
    CompoundTrigger,
    CreateTrigger,
    Name,
    Option,
    Statement,
    TimingPoint,
)

_TIMES = frozenset({"BEFORE", "AFTER", "INSTEAD", "FOR"})
_CHANGES = frozenset({"INSERT", "UPDATE", "DELETE"})
_POINTS = frozenset({"BEFORE", "AFTER", "INSTEAD"})
_NOT_DECLARED = _POINTS | {"END"}
_ORDERS = frozenset({"FOLLOWS", "PRECEDES"})
_EVENTS = frozenset(
    """ALTER ANALYZE ASSOCIATE AUDIT COMMENT CREATE DISASSOCIATE DROP GRANT NOAUDIT RENAME REVOKE
    TRUNCATE DDL STARTUP SHUTDOWN DB_ROLE_CHANGE SERVERERROR LOGON LOGOFF SUSPEND CLONE UNPLUG
    SET""".split()
)


class Triggers(Packages):
    """CREATE TRIGGER, from its name on."""

    def trigger_unit(self, unit: Unit) -> CreateTrigger:
        """A trigger of any kind."""
        name = self.name()
        options = unit.options + self.properties()
        time = self.expect_any(_TIMES)
        if time == "INSTEAD":
            self.expect("OF")
            time = "INSTEAD OF"
        made = CreateTrigger(
            unit.first,
            self.before,
            name,
            time,
            "",
            name,
            Statement(self.at, self.at),
            options,
            "",
            None,
            unit.or_replace,
            unit.absent,
            False,
        )
        self._events(made)
        self.expect("ON")
        self._fired_on(made)
        self._clauses(made)
        made.body = self._trigger_body()
        made.last = self.before
        return made

    def _events(self, made: CreateTrigger) -> None:
        """`INSERT OR UPDATE OF a, b OR DELETE`, `LOGON`, `CREATE OR DROP`."""
        found: list[str] = []
        while not found or self.accept("OR"):
            found.append(self.expect_any(_CHANGES | _EVENTS))
            if found[-1] == "UPDATE" and self.accept("OF"):
                made.columns = self.separated(self.identifier)
            elif found[-1] == "SET":
                self.expect("CONTAINER")
        made.event = " OR ".join(found)

    def _fired_on(self, made: CreateTrigger) -> None:
        """A table, a view, NESTED TABLE of one, DATABASE, SCHEMA."""
        at = self.at
        if self.accept_any({"DATABASE", "SCHEMA"}):
            made.table = Name(at, at, (self.text(at).upper(),))
        elif self.accept("PLUGGABLE", "DATABASE"):
            made.table = Name(at, self.before, ("PLUGGABLE DATABASE",))
        else:
            if self.accept("NESTED", "TABLE"):
                self.identifier()
                self.expect("OF")
            made.table = self.name()
            if self.accept(".", "SCHEMA"):
                made.table.last = self.before

    def _clauses(self, made: CreateTrigger) -> None:
        """REFERENCING, FOR EACH ROW, FOLLOWS, ENABLE, WHEN, in the order written."""
        while True:
            start, kind = self.at, self.kinds[self.at]
            if self.accept("REFERENCING"):
                self._referencing()
                made.options += (Option(start, self.before, "REFERENCING"),)
            elif self.accept("FOR", "EACH", "ROW"):
                made.for_each_row = True
            elif kind in _ORDERS:
                self.at += 1
                made.order = kind
                made.other = self.separated(self.name)[0]
            elif kind in {"ENABLE", "DISABLE"} or (kind == "FORWARD" or kind == "REVERSE"):
                self.at += 1
                self.accept("CROSSEDITION")
                made.options += (Option(start, self.before, self._words(start)),)
            elif self.accept("WHEN"):
                made.when = self.parenthesised(self.expression)
            else:
                return

    def _words(self, start: int) -> str:
        return " ".join(self.kinds[start : self.at])

    def _referencing(self) -> None:
        while self.kinds[self.at] in {"OLD", "NEW", "PARENT"}:
            self.at += 1
            self.accept("AS")
            self.identifier()

    # ------------------------------------------------------------------ bodies

    def _trigger_body(self) -> Statement:
        start = self.at
        if self.accept("CALL"):
            return self._called_routine(start)
        if self.kinds[start] == "COMPOUND":
            return self._compound()
        if self.kinds[start] == "<<":
            return self.body_statement()
        self.accept("DECLARE")
        with self.deeper():
            return self.named_block(start)

    def _called_routine(self, start: int) -> Call:
        target = self.reference()
        call = self._as_call(target)
        if call is None:
            raise Refused(start, N_("a procedure"))
        call.first = start
        return call

    def _compound(self) -> CompoundTrigger:
        start = self.expect("COMPOUND", "TRIGGER") - 1
        declared: list[Statement] = []
        while self.kinds[self.at] not in _NOT_DECLARED and self.kinds[self.at] is not END:
            declared.append(self._declaration_or_subprogram())
            self.expect(";")
        points: list[Statement] = []
        while self.kinds[self.at] in _POINTS:
            points.append(self._point())
            self.expect(";")
        self.close()
        self._end_name()
        return CompoundTrigger(start, self.before, tuple(declared), tuple(points))

    def _point(self) -> TimingPoint:
        """`BEFORE EACH ROW IS BEGIN … END BEFORE EACH ROW`."""
        start = self.at
        time = self._point_name()
        self.expect_any({"IS", "AS"})
        with self.deeper():
            body = self.body_of_block(self.at)
        if self.kinds[self.at] in _POINTS:
            self._point_name()
        return TimingPoint(start, self.before, time, body)

    def _point_name(self) -> str:
        start = self.at
        if self.expect_any(_POINTS) == "INSTEAD":
            self.expect("OF")
            self.expect("EACH", "ROW")
        elif not self.accept("STATEMENT"):
            self.expect("EACH", "ROW")
        return self._words(start)
