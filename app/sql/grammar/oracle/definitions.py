"""CREATE, ALTER and DROP of Oracle: which object, and so which part of the grammar."""

from collections.abc import Callable
from typing import ClassVar, TypeAlias

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.diagrams import DIAGRAMS
from app.sql.grammar.oracle.following import Opening
from app.sql.grammar.oracle.sessions import Sessions
from app.sql.tree import (
    Administration,
    CreateSchema,
    Definition,
    DropProgram,
    Name,
    Option,
    Statement,
)

Maker: TypeAlias = Callable[["Definitions", Opening], Statement]

_PREFIXES = frozenset(
    """PUBLIC PRIVATE SHARED BIGFILE SMALLFILE TEMPORARY UNDO EDITIONABLE NONEDITIONABLE PERMANENT
    CLEAN MANDATORY LOCAL FORCE NOFORCE""".split()
)
_NONE: frozenset[str] = frozenset()
_EDITIONS = frozenset({"EDITIONABLE", "NONEDITIONABLE"})
_FORCES = frozenset({"FORCE", "NOFORCE"})
_SPACES = frozenset("BIGFILE SMALLFILE TEMPORARY UNDO LOCAL PERMANENT".split())
_PREFIXED = {
    **dict.fromkeys(("TABLESPACE", "TABLESPACE SET"), _SPACES),
    **dict.fromkeys(("ANALYTIC VIEW", "ATTRIBUTE DIMENSION", "HIERARCHY"), _FORCES),
    **dict.fromkeys(("JAVA SOURCE", "JAVA CLASS", "JAVA RESOURCE"), _FORCES),
    **dict.fromkeys(("TYPE", "TYPE BODY", "PROCEDURE", "FUNCTION", "PACKAGE"), _EDITIONS),
    **dict.fromkeys(("PACKAGE BODY", "TRIGGER", "LIBRARY"), _EDITIONS),
    "SYNONYM": _EDITIONS | {"PUBLIC"},
    "DATABASE LINK": frozenset({"SHARED", "PUBLIC"}),
    "OUTLINE": frozenset({"PUBLIC", "PRIVATE"}),
    "ROLLBACK SEGMENT": frozenset({"PUBLIC"}),
    "PROFILE": frozenset({"MANDATORY"}),
    "RESTORE POINT": frozenset({"CLEAN"}),
}
"""The words that may stand before some kinds of objects."""
_OBJECTS = frozenset(
    tuple(kind.split())
    for kind in """
    SEQUENCE; SYNONYM; DATABASE LINK; DIRECTORY; CONTEXT; LIBRARY; EDITION; CLUSTER; OUTLINE;
    DIMENSION; OPERATOR; INDEXTYPE; PROFILE; RESTORE POINT; ROLLBACK SEGMENT; FLASHBACK ARCHIVE;
    INMEMORY JOIN GROUP; JOIN GROUP; AUDIT POLICY; DOMAIN; FLEXIBLE DOMAIN; USECASE DOMAIN;
    PROPERTY GRAPH; HIERARCHY; ATTRIBUTE DIMENSION; ANALYTIC VIEW; MLE MODULE; MLE ENV;
    ASSERTION; LOCKDOWN PROFILE; TABLESPACE; TABLESPACE SET; PLUGGABLE DATABASE; DISKGROUP;
    PMEM FILESTORE;
    JAVA SOURCE; JAVA CLASS; JAVA RESOURCE; TYPE; TYPE BODY; PROCEDURE; FUNCTION; PACKAGE;
    PACKAGE BODY; TRIGGER; MATERIALIZED VIEW; MATERIALIZED VIEW LOG; MATERIALIZED ZONEMAP;
    SNAPSHOT; SNAPSHOT LOG; CREDENTIAL; VECTOR INDEX; MINING MODEL; SQL TRANSLATION PROFILE
    """.split(";")
)
_LONGEST = max(map(len, _OBJECTS))
_SAME = {
    "inmemory_join_group": "join_group", "flexible_domain": "domain", "usecase_domain": "domain",
    "tablespace_set": "tablespace", "java_source": "java", "java_class": "java",
    "java_resource": "java", "type_body": "nothing",
}  # fmt: skip
"""Objects whose clauses are those of another kind."""


class Definitions(Sessions):
    """Every statement that defines something of Oracle, or makes it go away."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("CREATE",): "define",
        ("ALTER",): "define",
        ("DROP",): "define",
    }

    def define(self) -> Statement:
        """CREATE, ALTER or DROP of anything that is no program."""
        start, verb = self.at, self.expect_any({"CREATE", "ALTER", "DROP"})
        or_replace = verb == "CREATE" and self.accept("OR", "REPLACE")
        if or_replace and self.accept("AND"):
            self.expect_any({"RESOLVE", "COMPILE"})  # of Java
        if self.sees_substitution() and self.kinds[self.at + 1] in _BEHIND_A_VARIABLE:
            self.at += 1  # CREATE &unique INDEX
        opening = Opening(start, verb, or_replace)
        make = self._maker(verb)
        return make(self, opening) if make else self._told_by_diagram(opening)

    def _maker(self, verb: str) -> Maker | None:
        """What makes the tree of the object that is next, if it has one of its own."""
        makers, at = _MAKERS[verb], self.at
        for length in (3, 2, 1):
            make = makers.get(" ".join(self.kinds[at : at + length]))
            if make is not None:
                return make
        return None

    # ------------------------------------------------------------------ told by diagrams alone

    def _told_by_diagram(self, opening: Opening) -> Statement:
        """An object of `_OBJECTS`, with the words that may stand before its kind."""
        start = self.at
        prefixes = []
        while (word := self.kinds[self.at]) in _PREFIXES and not self._sees_object():
            prefixes.append(word)
            self.at += 1
        options = [self.option(start, " ".join(prefixes))] if prefixes else []
        kind = self._sees_object()
        fits = _PREFIXED.get(kind, _NONE).issuperset(prefixes)
        if not kind or not fits or len(set(prefixes)) < len(prefixes):
            raise Refused(start if kind else self.at, N_("something to define"))
        self.at += len(kind.split())
        if kind == "FLASHBACK ARCHIVE":
            self.accept("DEFAULT")
        there, absent = self.presence(opening)
        name = self._object_name(kind)
        if not there and not absent:  # some write it there
            there, absent = self.presence(opening)
        clauses = self._object_clauses(opening.verb, kind)
        if not clauses and (opening.verb == "ALTER" or kind in _NEVER_BARE):
            self._need_clause(opening.verb, kind)
        options += clauses
        self._check_end()
        whole = f"{opening.verb} {kind}"
        if opening.verb == "DROP":
            return DropProgram(opening.first, self.before, kind, name, there, (), tuple(options))
        return Definition(
            opening.first, self.before, whole, name, tuple(options), there, absent,
            opening.or_replace,
        )  # fmt: skip

    def _sees_object(self) -> str:
        """The longest kind of object that stands here, or nothing."""
        for length in range(_LONGEST, 0, -1):
            words = tuple(self.kinds[self.at : self.at + length])
            if words in _OBJECTS:
                return " ".join(words)
        return ""

    def _object_name(self, kind: str) -> Name:
        if kind == "PLUGGABLE DATABASE" and self.kinds[self.at] in _PDB_ACTIONS:
            return Name(self.at - 1, self.at - 1, ("",))
        if kind.endswith(" LOG"):
            self.expect("ON")
        if kind.startswith("JAVA"):
            self.accept("NAMED")
        nameless = _NAMELESS.get(kind)
        default = nameless is not None and self.kinds[self.at] == nameless
        name = self.any_word() if default else self.qualified_name()
        while kind in {"PLUGGABLE DATABASE", "JAVA CLASS"} and self.accept(","):
            self.identifier()
        return name

    def _object_clauses(self, verb: str, kind: str) -> tuple[Option, ...]:
        """What is said behind the name, as far as the diagram of this object goes."""
        diagram = _diagram(verb, kind)
        return self.options(diagram) if DIAGRAMS.is_known(diagram) else ()

    def _need_clause(self, verb: str, kind: str) -> None:
        """Refuse what says nothing of the object, where anything can be said of it."""
        diagram = _diagram(verb, kind)
        if verb != "DROP" and DIAGRAMS.is_known(diagram):
            self.follow(diagram)

    def _check_end(self) -> None:
        if not self.sees_end():
            at = self._furthest if self._furthest >= self.at else self.at
            raise Refused(at, N_("the end of the statement"))

    # ------------------------------------------------------------------ of servers and databases

    def _database(self, opening: Opening) -> Administration:
        self.expect("DATABASE")
        verb = opening.verb
        if verb != "DROP":
            if self.kinds[self.at] not in _DATABASE_WORDS and self.sees_identifier():
                self.identifier()
            if not self.options(f"{verb.lower()}_database") and verb == "ALTER":
                self.follow("alter_database")
        else:
            self.options("drop_database")
        self._check_end()
        return self.administration(f"{verb} DATABASE", opening.first)

    def _nameless(self, opening: Opening) -> Administration:
        """CONTROLFILE, PFILE, SPFILE, RESOURCE COST: what there is one of."""
        kind = self.expect_any({"CONTROLFILE", "PFILE", "SPFILE", "RESOURCE"})
        if kind == "RESOURCE":
            self.expect("COST")
            kind = "RESOURCE COST"
        self.options(f"{opening.verb.lower()}_{kind.lower().replace(' ', '_')}")
        self._check_end()
        return self.administration(f"{opening.verb} {kind}", opening.first)

    def _schema(self, opening: Opening) -> CreateSchema:
        """`CREATE SCHEMA AUTHORIZATION name` and the statements it makes at once."""
        self.expect("SCHEMA", "AUTHORIZATION")
        self.identifier()
        made: list[Statement] = []
        self._in_schema = True
        while self.kinds[self.at] in {"CREATE", "GRANT"}:
            made.append(self._statement_part())
        self._in_schema = False
        return CreateSchema(opening.first, self.before, tuple(made))

    def _tracking(self, opening: Opening) -> Definition:
        """`CREATE LOGICAL PARTITION TRACKING ON table PARTITION BY …`."""
        self.expect("LOGICAL", "PARTITION", "TRACKING", "ON")
        name = self.qualified_name()
        self.partition_by()
        return Definition(opening.first, self.before, "CREATE PARTITION TRACKING", name, ())

    CREATED: ClassVar[dict[str, Maker]] = {
        **dict.fromkeys(
            "TABLE GLOBAL SHARDED DUPLICATED IMMUTABLE BLOCKCHAIN".split(), Sessions.create_table
        ),
        **dict.fromkeys(
            ("PRIVATE TEMPORARY", "JSON COLLECTION", "TEMPORARY TABLE", "EXTERNAL TABLE"),
            Sessions.create_table,
        ),
        **dict.fromkeys(
            "INDEX UNIQUE BITMAP MULTIVALUE VECTOR SEARCH HYBRID".split(), Sessions.create_index
        ),
        **dict.fromkeys(
            ("VIEW", "FORCE", "NO FORCE", "NOFORCE", "EDITIONING", "EDITIONABLE VIEW",
             "NONEDITIONABLE VIEW", "EDITIONABLE EDITIONING", "JSON RELATIONAL", "JSON DUALITY",
             "EDITIONABLE JSON", "NONEDITIONABLE JSON"),
            Sessions.create_view,
        ),
        **dict.fromkeys(("MATERIALIZED", "SNAPSHOT"), Sessions.create_materialized),
        **dict.fromkeys(("CONTROLFILE", "PFILE", "SPFILE"), _nameless),
        **dict.fromkeys(
            ("FORCE ANALYTIC VIEW", "NOFORCE ANALYTIC VIEW", "NOFORCE JAVA SOURCE",
             "NOFORCE JAVA CLASS", "NOFORCE JAVA RESOURCE", "DATABASE LINK"), _told_by_diagram
        ),
        "JSON COLLECTION VIEW": Sessions.create_view,
        "LOGICAL PARTITION TRACKING": _tracking,
        "DATABASE": _database,
        "ROLE": Sessions.role,
        "SCHEMA": _schema,
        "USER": Sessions.user,
    }  # fmt: skip
    ALTERED: ClassVar[dict[str, Maker]] = {
        "DATABASE": _database,
        "DATABASE LINK": _told_by_diagram,
        "DATABASE DICTIONARY": _database,
        "INDEX": Sessions.alter_index,
        **dict.fromkeys(("MATERIALIZED", "SNAPSHOT"), Sessions.alter_materialized),
        "RESOURCE": _nameless,
        "ROLE": Sessions.role,
        "SESSION": Sessions.alter_session,
        "SYSTEM": Sessions.alter_system,
        "TABLE": Sessions.alter_table,
        "USER": Sessions.user,
        "VIEW": Sessions.alter_view,
    }
    DROPPED: ClassVar[dict[str, Maker]] = {
        "DATABASE": _database,
        "DATABASE LINK": _told_by_diagram,
        "INDEX": Sessions.drop_index,
        "TABLE": Sessions.drop_table,
        **dict.fromkeys(("USER", "ROLE"), Sessions.drop_account),
        "VIEW": Sessions.drop_view,
    }


_MAKERS: dict[str, dict[str, Maker]] = {
    "CREATE": Definitions.CREATED,
    "ALTER": Definitions.ALTERED,
    "DROP": Definitions.DROPPED,
}


def _diagram(verb: str, kind: str) -> str:
    """The diagram of what is said behind the name of such an object."""
    called = kind.lower().replace(" ", "_")
    return f"{verb.lower()}_{_SAME.get(called, called)}"


_BEHIND_A_VARIABLE = frozenset("INDEX SYNONYM TABLE VIEW TABLESPACE DATABASE".split())
_NAMELESS = {"PROFILE": "DEFAULT", "DISKGROUP": "ALL"}
"""Reserved words that stand for the name of an object."""
_NEVER_BARE = frozenset({"PROFILE", "AUDIT POLICY", "PROPERTY GRAPH", "DOMAIN", "DIRECTORY"})
"""Objects that cannot be made of a name alone."""
_PDB_ACTIONS = frozenset(
    """CLOSE OPEN SAVE DISCARD UNPLUG ALL DEFAULT SET RENAME STORAGE DATAFILE APPLICATION
    BEGIN END RECOVER ENABLE DISABLE SNAPSHOT REFRESH PRIORITY""".split()
)
_DATABASE_WORDS = frozenset(
    """MOUNT OPEN CLOSE DISMOUNT RECOVER CREATE DATAFILE TEMPFILE MOVE RENAME ARCHIVELOG
    NOARCHIVELOG MANUAL NO FORCE CLEAR ADD DROP SWITCH BACKUP ACTIVATE SET REGISTER COMMIT START
    STOP ABORT PREPARE CONVERT DEFAULT ENABLE DISABLE FLASHBACK GUARD BEGIN END UNDO CHARACTER
    NATIONAL ENCRYPTION DICTIONARY LOCAL SWITCHOVER FAILOVER PROPERTY LOGGING NOLOGGING USER
    CONTROLFILE MAXDATAFILES MAXINSTANCES LOGFILE MAXLOGFILES MAXLOGMEMBERS MAXLOGHISTORY EXTENT
    SYSAUX BIGFILE SMALLFILE SEED INCLUDING NOPROMPT REMOVE SUSPEND""".split()
)
