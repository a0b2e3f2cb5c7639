"""Options of tables and their kin, accounts, and the small clauses all definitions share."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.external import EXTERNAL, ExternalFiles
from app.sql.grammar.external import OPTIONS as EXTERNAL_OPTIONS
from app.sql.grammar.external import SWITCHES as EXTERNAL_SWITCHES
from app.sql.tokens import END, IDENTIFIER, NUMBER, STRING, VARIABLE
from app.sql.tree import Account, Expression, Name, Option, Unparsed

_MARIADB = Dialect.MARIADB  # members of an enumeration are slow to get at in Python 3.11

_WORD, _TEXT, _COUNT, _ANY = "word", "text", "count", "any"
"""What an option takes: a name, a string, a number or DEFAULT, any of them."""

_VALUED = {
    **dict.fromkeys(
        "AUTO_INCREMENT AVG_ROW_LENGTH CHECKSUM DELAY_KEY_WRITE ENCRYPTION_KEY_ID MAX_ROWS MIN_ROWS"
        " PACK_KEYS PAGE_CHECKSUM PAGE_COMPRESSION_LEVEL RAID_CHUNKS RAID_CHUNKSIZE"
        " STATS_AUTO_RECALC STATS_PERSISTENT STATS_SAMPLE_PAGES TABLE_CHECKSUM TRANSACTIONAL"
        " SEQUENCE KEY_BLOCK_SIZE".split(),
        _COUNT,
    ),
    **dict.fromkeys(
        "COMMENT COMPRESSION CONNECTION ENGINE_ATTRIBUTE PASSWORD SECONDARY_ENGINE_ATTRIBUTE"
        " ENCRYPTION".split(),
        _TEXT,
    ),
    **dict.fromkeys("ENGINE TYPE INSERT_METHOD RAID_TYPE ROW_FORMAT".split(), _WORD),
    **dict.fromkeys(
        "AUTOEXTEND_SIZE ENCRYPTED IETF_QUOTES ITEF_QUOTES PAGE_COMPRESSED"
        " SECONDARY_ENGINE".split(),
        _ANY,
    ),
    **dict.fromkeys(EXTERNAL_SWITCHES, _COUNT),
}
_CHARSETS = frozenset({"CHARSET", "CHARACTER", "CHAR", "COLLATE"})
_LED = {
    "TABLESPACE", "DATA", "INDEX", "UNION", "STORAGE", "WITH", "START", "DEFAULT", *_CHARSETS,
    *EXTERNAL_OPTIONS,
}  # fmt: skip
_VALUES = {
    "ROW_FORMAT": frozenset("DEFAULT FIXED DYNAMIC COMPRESSED REDUNDANT COMPACT PAGE".split()),
    "INSERT_METHOD": frozenset("NO FIRST LAST".split()),
}
"""The words some options take."""
_SWITCHES = EXTERNAL_SWITCHES | {"PACK_KEYS", "STATS_AUTO_RECALC", "STATS_PERSISTENT"}
"""Options that are 0, 1 or DEFAULT."""
_MOST_PAGES = 65_535
_ENGINE_OWN = frozenset(
    """ENCRYPTED ENCRYPTION_KEY_ID ENGINE_ATTRIBUTE SECONDARY_ENGINE_ATTRIBUTE IETF_QUOTES
    ITEF_QUOTES PAGE_COMPRESSED PAGE_COMPRESSION_LEVEL""".split()
)
"""Options that MariaDB leaves to the engine: never without an equals sign."""
_NOTED = {
    **dict.fromkeys(("ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"), "engine-attribute"),
    **dict.fromkeys(("IETF_QUOTES", "ITEF_QUOTES"), "ietf-quotes"),
    **dict.fromkeys(("ENCRYPTED", "ENCRYPTION_KEY_ID"), "table-encrypted"),
    **dict.fromkeys(
        ("PAGE_COMPRESSED", "PAGE_COMPRESSION_LEVEL"), "page-compressed"),
    **dict.fromkeys(("PAGE_CHECKSUM", "TRANSACTIONAL"), "aria-option"),
    **dict.fromkeys(("RAID_CHUNKS", "RAID_CHUNKSIZE", "RAID_TYPE"), "old-option"),
    **dict.fromkeys(EXTERNAL_SWITCHES, EXTERNAL),
    "TYPE": "type-option", "SECONDARY_ENGINE": "secondary-engine",
    "AUTOEXTEND_SIZE": "autoextend-size", "SEQUENCE": "sequence",
}  # fmt: skip
TABLE_OPTIONS = frozenset({*_VALUED, *_LED})
"""The words an option of a table begins with."""

ALGORITHMS = frozenset({"DEFAULT", "INPLACE", "COPY", "INSTANT", "NOCOPY"})
LOCKS = frozenset({"DEFAULT", "NONE", "SHARED", "EXCLUSIVE"})


@dataclass(frozen=True, slots=True)
class Opening:
    """What CREATE, ALTER or DROP (`verb`) says before it names the kind of its object.

    `first` is the statement's first token; `options` are ALGORITHM, DEFINER, SQL SECURITY.
    """

    first: int
    verb: str
    or_replace: bool = False
    options: tuple[Option, ...] = ()


class Options(ExternalFiles):
    """Options, accounts, IF EXISTS and what else stands in every definition."""

    # ------------------------------------------------------------------ small clauses

    def if_exists(self) -> bool:
        """Take IF EXISTS."""
        return self.accept("IF", "EXISTS")

    def if_not_exists(self) -> bool:
        """Take IF NOT EXISTS."""
        return self.accept("IF", "NOT", "EXISTS")

    def bare_identifiers(self) -> tuple[Name, ...]:
        """Names of one part with commas between them, and no parentheses around."""
        return self.separated(self.identifier)

    def word_of(self, words: Iterable[str]) -> Name:
        """One of these words, as a name."""
        start = self.at
        return Name(start, start, (self.expect_any(words),))

    def equals(self) -> bool:
        """Take the sign that may stand between an option and its value."""
        return bool(self.accept_any({"=", ":="}))

    def restrict(self) -> None:
        """Take RESTRICT or CASCADE, which say nothing to these servers."""
        self.accept_any({"RESTRICT", "CASCADE"})

    def lost(self, stops: frozenset[str], expected: str) -> Unparsed:
        """Give up what stands before the next of `stops`."""
        start = self.at
        self.skip_to(stops)
        if self.at == start:
            raise Refused(start, expected)
        return self.skipped(start, Refused(start, expected))

    # ------------------------------------------------------------------ options

    def option(self, start: int, name: str, value: Expression | Name | None = None) -> Option:
        """The option that began at `start` and ends here."""
        return Option(start, self.before, name, value)

    def option_value(self, takes: str = _ANY) -> Expression | Name:
        """What stands behind an option's name."""
        kind = self.kinds[self.at]
        if kind is NUMBER and takes in {_COUNT, _ANY}:
            return self.number()
        if kind is STRING and takes in {_TEXT, _ANY}:
            return self.one_string()
        if takes == _COUNT:
            return self.word_of({"DEFAULT"})
        if kind == "DEFAULT" and takes != _WORD:
            return self.any_word()
        if takes == _TEXT:
            raise Refused(self.at, N_("a string"))
        return self.any_word() if kind == "NULL" and takes == _ANY else self.word_or_string()

    def table_option(self) -> Option:
        """One option of a table, from its first word (in TABLE_OPTIONS) to its value."""
        start, kind = self.at, self.kinds[self.at]
        takes = _VALUED.get(kind)
        if takes:
            self.at += 1
            if kind in _ENGINE_OWN and self.dialect is _MARIADB:
                self.expect("=")
            else:
                self.equals()
            name = "ENGINE" if kind == "TYPE" else kind
            if construct := _NOTED.get(kind):
                self.note(construct, start)
            elif kind == "ENCRYPTION" and self.kinds[self.before] != "=":
                self.note("table-encryption", start)
            if kind in _VALUES:
                value: Expression | Name = self.word_of(_VALUES[kind])
            else:
                value = self.option_value(takes)
            if kind == "STATS_SAMPLE_PAGES" and not self.asks(_is_sample, self.before):
                raise Refused(self.before, "1 … 65535 | DEFAULT")
            if kind in _SWITCHES and self.text(self.before).upper() not in {"0", "1", "DEFAULT"}:
                raise Refused(self.before, "0 | 1 | DEFAULT")
            return self.option(start, name, value)
        return self._led_option(start, kind)

    def _led_option(self, start: int, kind: str) -> Option:
        """One of the options whose name is more than a word, or whose value is."""
        if kind == "DEFAULT" or kind in _CHARSETS:
            return self.charset_option()
        if kind == "WITH":
            self.expect("WITH", "SYSTEM", "VERSIONING")
            self.note("system-versioning", start)
            return self.option(start, "WITH SYSTEM VERSIONING")
        if kind == "START":
            self.expect("START", "TRANSACTION")
            self.note("start-transaction", start)
            return self.option(start, "START TRANSACTION")
        self.at += 1
        if kind in EXTERNAL_OPTIONS:
            self.note(EXTERNAL, start)
            self.external_option(kind)
            return self.option(start, kind)
        if kind == "STORAGE":
            value: Expression | Name = self.word_of({"DISK", "MEMORY", "DEFAULT"})
            return self.option(start, "STORAGE", value)
        if kind == "UNION":
            return self._union(start)
        if kind == "TABLESPACE":
            return self._tablespace(start)
        self.expect("DIRECTORY")
        self.equals()
        value = self.one_string()
        return self.option(start, f"{kind} DIRECTORY", value)

    def _union(self, start: int) -> Option:
        self.equals()
        self.expect("(")
        if not self.accept(")"):
            self.names()
            self.expect(")")
        return self.option(start, "UNION")

    def _tablespace(self, start: int) -> Option:
        self.equals()
        value = self.identifier()
        return self.option(start, "TABLESPACE", value)

    def charset_option(self) -> Option:
        """`[DEFAULT] CHARACTER SET [=] x`, COLLATE and ENCRYPTION, of tables and databases."""
        start = self.at
        self.accept("DEFAULT")
        kind = self.expect_any({*_CHARSETS, "ENCRYPTION"})
        if kind in {"CHARACTER", "CHAR"}:
            self.expect("SET")
        self.equals()
        if kind == "ENCRYPTION":
            self.note("database-encryption", start)
            value: Expression | Name = self.one_string()
            return self.option(start, kind, value)
        if self.kinds[self.at] == "DEFAULT":
            self.note("charset-default", start)
            value = self.any_word()
        else:
            value = self.charset_word()
        return self.option(start, kind if kind == "COLLATE" else "CHARACTER SET", value)

    def sees_table_option(self) -> bool:
        """Whether an option of a table is next."""
        kind = self.kinds[self.at]
        if kind == "WITH":
            return self.kinds[self.at + 1] == "SYSTEM"
        return kind in TABLE_OPTIONS

    def sees_own_option(self) -> bool:
        """Whether `name = value` is next: an option which a storage engine defines."""
        return self.kinds[self.at + 1] == "=" and (
            self.kinds[self.at] is IDENTIFIER or self.kinds[self.at][0].isalpha()
        )

    def own_option(self) -> Option | Unparsed:
        """`name = value` of a storage engine; MySQL has no such thing and it counts as lost."""
        found = self.engine_option()
        if self.dialect is _MARIADB:
            return found
        return self.skipped(found.first, Refused(found.first, N_("an option of a table")))

    def engine_value(self) -> Expression | Name:
        """What stands behind an option of an engine: numbers are whole or hexadecimal."""
        if self.kinds[self.at] is NUMBER and not self.asks(_is_whole, self.at):
            raise Refused(self.at, N_("a whole number"))
        return self.option_value()

    def engine_option(self) -> Option:
        """`name = value`."""
        start = self.at
        name = self.identifier().name.upper()
        self.expect("=")
        value = self.engine_value()
        return self.option(start, name, value)

    # ------------------------------------------------------------------ accounts

    def account(self) -> Account:
        """`user@host`, a role, `CURRENT_USER[()]`."""
        start, kind = self.at, self.kinds[self.at]
        if kind in {"CURRENT_USER", "CURRENT_ROLE"}:
            self.at += 1
            self.accept("(", ")")
            return Account(start, self.before, kind, "")
        user = self.word_or_string().name
        host = ""
        if self.kinds[self.at] is VARIABLE and self.text(self.at)[:2] != "@@":
            host = unquoted(self.text(self.at)[1:])
            self.at += 1
        return Account(start, self.before, user, host)

    def accounts(self) -> tuple[Account, ...]:
        """Accounts with commas between them."""
        return self.separated(self.account)

    def definer(self) -> Option:
        """`DEFINER = account`."""
        start = self.expect("DEFINER")
        self.expect("=")
        who = self.account()
        return Option(start, self.before, "DEFINER", who)

    def security(self) -> Option:
        """`SQL SECURITY DEFINER | INVOKER`."""
        start = self.at
        self.expect("SQL", "SECURITY")
        value = self.word_of({"DEFINER", "INVOKER"})
        return self.option(start, "SQL SECURITY", value)

    def comment(self) -> Option:
        """`COMMENT 'text'`."""
        start = self.expect("COMMENT")
        self.equals()
        value = self.one_string()
        return self.option(start, "COMMENT", value)

    def sees_end(self) -> bool:
        """Whether the statement ends here."""
        return self.kinds[self.at] in {END, ";"}


def _is_whole(text: str) -> bool:
    """Whether a number is what an engine's option takes: digits, or hexadecimal ones."""
    return text.isdecimal() or text[:2] == "0x"


def _is_sample(text: str) -> bool:
    """Whether it is a number of pages to look at."""
    return not text.isdecimal() or 0 < int(text[:9]) <= _MOST_PAGES


def unquoted(text: str) -> str:
    """A name as its quotes hold it."""
    if text[:1] in {"`", "'", '"'}:
        return text[1:-1].replace(text[0] * 2, text[0])
    return text
