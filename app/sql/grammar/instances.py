"""What belongs to the whole server: tablespaces, groups of resources, reference systems."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.options import Opening
from app.sql.grammar.sequences import Sequences
from app.sql.tokens import NUMBER
from app.sql.tree import Administration, Definition, Expression, Name, Option

_SPACE_VALUES = frozenset(
    "AUTOEXTEND_SIZE FILE_BLOCK_SIZE ENCRYPTION EXTENT_SIZE INITIAL_SIZE MAX_SIZE NODEGROUP COMMENT"
    " ENGINE ENGINE_ATTRIBUTE UNDO_BUFFER_SIZE REDO_BUFFER_SIZE".split()
)
_RESOURCES = frozenset({"TYPE", "VCPU", "THREAD_PRIORITY", "ENABLE", "DISABLE", "FORCE"})
_REFERENCES = frozenset({"NAME", "DEFINITION", "ORGANIZATION", "DESCRIPTION"})


class Instances(Sequences):
    """CREATE and ALTER of what the instance has, and of the instance."""

    def space(self, opening: Opening) -> Definition:
        """From TABLESPACE, UNDO TABLESPACE or LOGFILE GROUP on."""
        undo = self.kinds[self.at] == "UNDO"
        kind = self.space_kind()
        name = self.identifier()
        found: list[Option] = []
        while not self.sees_end():
            if self.kinds[self.at] == "SET" and not undo:
                raise Refused(self.at, N_("an option of a tablespace"))
            found.append(self.space_option())
            self.accept(",")
        return self.definition(opening, kind, name, tuple(found))

    def space_kind(self) -> str:
        """Take what kind of space on disk is meant."""
        if self.accept("LOGFILE"):
            self.expect("GROUP")
            return "LOGFILE GROUP"
        self.accept("UNDO")
        self.expect("TABLESPACE")
        return "TABLESPACE"

    def space_option(self) -> Option:
        """One option of such a space."""
        start, kind = self.at, self.kinds[self.at]
        self.at += 1
        if kind in _SPACE_VALUES:
            self.equals()
            value = self.option_value()
            return self.option(start, kind, value)
        if kind in {"ADD", "DROP"}:
            what = self.expect_any({"DATAFILE", "UNDOFILE"})
            file = self.one_string()
            return self.option(start, f"{kind} {what}", file)
        if kind == "SET":
            what = self.expect_any({"ACTIVE", "INACTIVE"})
            return self.option(start, f"SET {what}")
        if kind == "WAIT":
            return self.option(start, kind)
        return self._named_space_option(start, kind)

    def _named_space_option(self, start: int, kind: str) -> Option:
        if kind == "USE":
            self.expect("LOGFILE", "GROUP")
            kind = "USE LOGFILE GROUP"
        elif kind == "RENAME":
            self.expect("TO")
            kind = "RENAME TO"
        else:
            raise Refused(start, N_("an option of a tablespace"))
        name = self.identifier()
        return self.option(start, kind, name)

    # ------------------------------------------------------------------ resource groups

    def resource_group(self, opening: Opening) -> Definition:
        """From RESOURCE on."""
        self.expect("RESOURCE", "GROUP")
        name = self.identifier()
        found: list[Option] = []
        if opening.verb == "CREATE" and self.kinds[self.at] != "TYPE":
            raise Refused(self.at, "TYPE")
        while not self.sees_end():
            found.append(self._resource_option())
        return self.definition(opening, "RESOURCE GROUP", name, tuple(found))

    def _resource_option(self) -> Option:
        start = self.at
        kind = self.expect_any(_RESOURCES)
        if kind in {"ENABLE", "DISABLE", "FORCE"}:
            return self.option(start, kind)
        self.equals()
        value: Expression | Name | None = None
        if kind == "TYPE":
            value = self.word_of({"SYSTEM", "USER"})
        elif kind == "THREAD_PRIORITY":
            value = self.simple_value()
        else:
            self.separated(self._processors)
        return self.option(start, kind, value)

    def _processors(self) -> None:
        """`3` or `0-3`."""
        self.integer()
        if self.accept("-"):
            self.integer()

    # ------------------------------------------------------------------ reference systems

    def reference_system(self, opening: Opening) -> Definition:
        """From SPATIAL REFERENCE SYSTEM on."""
        self.expect("SPATIAL", "REFERENCE", "SYSTEM")
        absent = self.if_not_exists()
        name = self.reference_id()
        found: dict[str, Option] = {}
        while not self.sees_end():
            option = self._reference_option(_REFERENCES - found.keys())
            found[option.name] = option
        options = tuple(found.values())
        kind = "SPATIAL REFERENCE SYSTEM"
        return self.definition(opening, kind, name, options, False, absent)

    def reference_id(self) -> Name:
        """The number of a reference system, which is its name."""
        start = self.expect(NUMBER)
        return Name(start, start, (self.text(start),))

    def _reference_option(self, kinds: frozenset[str]) -> Option:
        start, kind = self.at, self.expect_any(kinds)
        value = self.one_string()
        if kind == "ORGANIZATION" and self.accept("IDENTIFIED"):
            self.expect("BY", NUMBER)
        return self.option(start, kind, value)

    # ------------------------------------------------------------------ the instance

    def alter_instance(self, opening: Opening) -> Administration:
        """From INSTANCE on (MySQL 8.4 manual, 15.1.5)."""
        self.expect("INSTANCE")
        verb = self.expect_any({"ENABLE", "DISABLE", "ROTATE", "RELOAD"})
        if verb == "ROTATE":
            self.expect_any({"INNODB", "BINLOG"})
            self.expect("MASTER", "KEY")
        elif verb == "RELOAD":
            self._reload()
        else:
            self.expect("INNODB", "REDO_LOG")
        return Administration(opening.first, self.before, "ALTER INSTANCE")

    def _reload(self) -> None:
        if self.accept("KEYRING"):
            return
        self.expect("TLS")
        if self.accept("FOR", "CHANNEL"):
            self.any_word()
        self.accept("NO", "ROLLBACK", "ON", "ERROR")
