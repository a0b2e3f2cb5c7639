"""Keys, foreign keys and checks, as they stand in CREATE TABLE, ALTER TABLE and CREATE INDEX."""

from collections.abc import Callable
from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.columns import Columns
from app.sql.grammar.cursor import Refused
from app.sql.grammar.options import ALGORITHMS, LOCKS
from app.sql.tree import Check, ForeignKey, Key, KeyOption, KeyPart, Name

_MARIADB = Dialect.MARIADB  # members of an enumeration are slow to get at in Python 3.11

INDEX_TYPES = frozenset({"BTREE", "HASH", "RTREE"})
_KEY = frozenset({"KEY", "INDEX"})
_VISIBILITY = frozenset({"VISIBLE", "INVISIBLE", "IGNORED"})


class Keys(Columns):
    """Everything in a table definition that is not a column."""

    def sees_key(self) -> bool:
        """Whether a key, a foreign key or a check is next, and not a column."""
        kind = self.kinds[self.at]
        if kind == "VECTOR":  # a column may have that name
            return self.kinds[self.at + 1] in _KEY or self.kinds[self.at + 1] == "("
        return kind in self._KEYS

    def key_or_check(self) -> Key | ForeignKey | Check:
        """`[CONSTRAINT [name]]` and a key, a foreign key or a check."""
        start, symbol = self.at, None
        if self.accept("CONSTRAINT"):
            absent = self.accept_noting("if-exists-change", "IF", "NOT", "EXISTS")
            if self.kinds[self.at] not in self._CONSTRAINTS:
                symbol = self.identifier()
            kinds = {"CHECK"} if absent else self._CONSTRAINTS.keys()
            make = self._CONSTRAINTS[self.expect_any(kinds)]
        else:
            make = self._KEYS[self.expect_any(self._KEYS)]
        return make(self, start, symbol)

    # ------------------------------------------------------------------ the kinds of keys

    def _primary_key(self, start: int, symbol: Name | None) -> Key:
        self.expect("KEY")
        return self._key(start, "PRIMARY", symbol)

    def _unique_key(self, start: int, symbol: Name | None) -> Key:
        self.accept_any(_KEY)
        return self._key(start, "UNIQUE", symbol)

    def _index(self, start: int, symbol: Name | None) -> Key:
        return self._key(start, "INDEX", symbol)

    def _special_key(self, start: int, symbol: Name | None) -> Key:
        kind = self.kinds[self.before]
        if kind == "VECTOR":
            self.note("vector-index")
        self.accept_any(_KEY)
        return self._key(start, kind, symbol)

    def _key(self, start: int, kind: str, symbol: Name | None) -> Key:
        """`[IF NOT EXISTS] [name] [USING type] (parts) options`, behind what kind of key it is."""
        self.accept_noting("if-not-exists-index", "IF", "NOT", "EXISTS")
        name = symbol
        options: tuple[KeyOption, ...] = ()
        if self.kinds[self.at] not in {"(", "USING"}:
            name = self.given_name()
        if self.kinds[self.at] in {"USING", "TYPE"}:
            options = (self.index_type(),)
        parts = self.key_parts()
        options += self.key_options()
        self.check_special(kind, parts, options)
        return Key(start, self.before, kind, name, parts, options)

    def check_special(
        self, kind: str, parts: tuple[KeyPart, ...], options: tuple[KeyOption, ...]
    ) -> None:
        """Note an order of parts where the kind of the index has none; it is built in one way."""
        for option in options:
            if option.kind == "WITH PARSER" and kind != "FULLTEXT":
                raise Refused(option.first, "FULLTEXT")
        for n, part in enumerate(parts):
            fits = kind in {"PRIMARY", "UNIQUE"} and 0 < n == len(parts) - 1
            ordered = self.kinds[part.first + 1] in {"ASC", "DESC"}
            if part.without_overlaps and (ordered or not fits):
                raise Refused(part.last - 1, N_("the last of several parts of a unique key"))
        if kind not in {"FULLTEXT", "SPATIAL"}:
            return
        for option in options:
            if option.kind == "USING":
                raise Refused(option.first, N_("no USING for such an index"))
        for part in parts:
            if self.kinds[part.last] in {"ASC", "DESC"}:
                self.note("special-index-order", part.last)

    def _foreign_key(self, start: int, symbol: Name | None) -> ForeignKey:
        self.expect("KEY")
        self.accept_noting("if-not-exists-index", "IF", "NOT", "EXISTS")
        index_name = None if self.kinds[self.at] == "(" else self.identifier()
        parts = self.key_parts()
        references = self.references()
        return ForeignKey(start, self.before, symbol, index_name, parts, references)

    def _check(self, start: int, symbol: Name | None) -> Check:
        condition = self.parenthesised(self.expression)
        enforced = self.enforced()
        return Check(start, self.before, symbol, condition, enforced)

    _CONSTRAINTS: ClassVar[
        dict[str, Callable[["Keys", int, Name | None], Key | ForeignKey | Check]]
    ] = {
        "PRIMARY": _primary_key,
        "UNIQUE": _unique_key,
        "FOREIGN": _foreign_key,
        "CHECK": _check,
    }
    _KEYS: ClassVar[dict[str, Callable[["Keys", int, Name | None], Key | ForeignKey | Check]]] = {
        **_CONSTRAINTS,
        **dict.fromkeys(_KEY, _index),
        **dict.fromkeys(("FULLTEXT", "SPATIAL", "VECTOR"), _special_key),
    }

    # ------------------------------------------------------------------ parts and options

    def key_parts(self) -> tuple[KeyPart, ...]:
        """The parts of a key, in their parentheses."""
        self.expect("(")
        parts = self.separated(self.key_part)
        self.expect(")")
        return parts

    def key_options(self) -> tuple[KeyOption, ...]:
        """What stands behind the parts of a key."""
        found: list[KeyOption] = []
        while True:
            make = self._KEY_OPTIONS.get(self.kinds[self.at])
            if make is not None:
                found.append(make(self))
            elif self.sees_own_key_option():
                found.append(self._own_key_option())
            else:
                return tuple(found)

    def sees_own_key_option(self) -> bool:
        """Whether MariaDB's `name = value` of an engine is next, M and DISTANCE of vectors too."""
        return self.dialect is _MARIADB and self.sees_own_option() and not self.sees_building()

    def index_type(self) -> KeyOption:
        """`USING BTREE`; TYPE is its old name."""
        start = self.at
        self.expect_any({"USING", "TYPE"})
        value = self.word_of(INDEX_TYPES)
        return KeyOption(start, self.before, "USING", value)

    def _sized(self) -> KeyOption:
        start, kind = self.at, self.kinds[self.at]
        self.at += 1
        self.equals()
        value = self.number()
        return KeyOption(start, self.before, kind, value)

    def _parser(self) -> KeyOption:
        start = self.at
        self.expect("WITH", "PARSER")
        value = self.identifier()
        return KeyOption(start, self.before, "WITH PARSER", value)

    def _key_text(self) -> KeyOption:
        start, kind = self.at, self.kinds[self.at]
        self.at += 1
        if kind != "COMMENT":
            self.note("engine-attribute")
            if not self.equals() and self.dialect is _MARIADB:
                raise Refused(self.at, "=")
        value = self.one_string()
        return KeyOption(start, self.before, kind, value)

    def _visibility(self) -> KeyOption:
        start, word = self.at, self.expect_any(_VISIBILITY)
        self.note(f"index-{word.lower()}")
        return KeyOption(start, start, word)

    def _not_ignored(self) -> KeyOption:
        start = self.at
        self.expect("NOT", "IGNORED")
        self.note("index-ignored")
        return KeyOption(start, self.before, "NOT IGNORED")

    def _own_key_option(self) -> KeyOption:
        start = self.at
        kind = self.any_word().name.upper()
        self.expect("=")
        value = self.option_value()
        return KeyOption(start, self.before, kind, value)

    _KEY_OPTIONS: ClassVar[dict[str, Callable[["Keys"], KeyOption]]] = {
        **dict.fromkeys(("USING", "TYPE"), index_type),
        **dict.fromkeys(("COMMENT", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"), _key_text),
        **dict.fromkeys(_VISIBILITY, _visibility),
        "KEY_BLOCK_SIZE": _sized,
        "NOT": _not_ignored,
        "WITH": _parser,
    }

    # ------------------------------------------------------------------ how to build

    def sees_building(self) -> bool:
        """Whether ALGORITHM, LOCK, WAIT or NOWAIT is next."""
        return self.kinds[self.at] in {"ALGORITHM", "LOCK", "WAIT", "NOWAIT"}

    def building(self) -> KeyOption:
        """`ALGORITHM [=] x`, `LOCK [=] x`, MariaDB's WAIT and NOWAIT."""
        start, kind = self.at, self.kinds[self.at]
        self.at += 1
        if kind in {"NOWAIT", "WAIT"}:
            self.note("ddl-wait", start)
        if kind == "NOWAIT":
            return KeyOption(start, start, kind)
        if kind == "WAIT":
            seconds = self.number()
            return KeyOption(start, self.before, kind, seconds)
        self.equals()
        value = self.word_of(ALGORITHMS if kind == "ALGORITHM" else LOCKS)
        return KeyOption(start, self.before, kind, value)
