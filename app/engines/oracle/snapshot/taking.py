"""Schemas as facts: what Oracle's dictionary says, without a row of anybody's data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.errors import BadInput
from app.domain.inventory import DatabaseType
from app.domain.snapshot import SchemaFacts, Snapshot, TableFacts
from app.engines.oracle.dictionary.listing import Listing
from app.engines.oracle.facts import SEES_ALL
from app.engines.oracle.rows import text
from app.engines.oracle.snapshot import questions
from app.engines.oracle.snapshot.schema import Blocks, SchemaTaking
from app.i18n import _


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Schemas to take, and whether there are no others but Oracle's own."""

    names: tuple[str, ...]
    all_of_them: bool


class TakesSnapshots(Listing):
    """Takes snapshots."""

    def snapshot(
        self,
        schemas: Sequence[str] = (),
        tell: Callable[[int, int], object] = lambda _done, _of: None,
    ) -> Snapshot:
        """What is known of `schemas`, or of the account's own; see `Snapshot`.

        SYS, SYSTEM and other accounts of Oracle's have none worth it: theirs are all the schemas
        that are not Oracle's.
        """
        wanted = self._wanted_schemas(schemas)
        sees_all = not SEES_ALL.isdisjoint(self.facts.grants)
        missing: list[str] = []
        variables = self._settings_for_rules(missing)
        blocks = Blocks(
            {text(row["tablespace_name"]): int(row["block_size"])
             for row in self.fetch_if_allowed(questions.BLOCK_SIZES)},
            int(variables.get("db_block_size", "0")),
        )  # fmt: skip
        tables: list[TableFacts] = []
        routines: list[tuple[str, str, str]] = []
        whole: list[SchemaFacts] = []
        for number, name in enumerate(wanted.names):
            tell(number, len(wanted.names))
            taking = SchemaTaking(self, name, blocks, sees_all=sees_all)
            tables += taking.tables()
            routines += taking.routines()
            if sees_all or name == self.facts.account or "SELECT ANY TABLE" in self.facts.grants:
                whole.append(SchemaFacts(name))
            else:
                missing.append(
                    _("Of schema {schema}, {account} may see a part only.").format(
                        schema=name, account=self.facts.account
                    )
                )
        missing += _gaps(tables, wanted, chosen=bool(schemas))
        tables += self._public_synonyms(sees_all)
        tell(len(wanted.names), len(wanted.names))
        return Snapshot(
            DatabaseType.ORACLE,
            self.facts.version,
            self.facts.release,
            datetime.now(UTC),
            self.endpoint.name,
            variables,
            tuple(whole),
            tuple(tables),
            tuple(routines),
            complete=wanted.all_of_them and len(whole) == len(wanted.names),
            missing=tuple(missing),
        )

    def _wanted_schemas(self, schemas: Sequence[str]) -> _Wanted:
        """The schemas by their names in the dictionary; one may be given as scripts write it."""
        there = {each.name: each.system for each in self.schemas()}
        others = tuple(name for name, system in there.items() if not system)
        if not schemas:
            own = self.facts.account
            return _Wanted((own,), False) if own in others else _Wanted(others, True)
        found = []
        for name in schemas:
            exact = name if name in there else name.upper()
            if exact not in there:
                raise BadInput(
                    _("There is no schema {schema} that this account may see.").format(schema=name),
                    hint=_("There are: {schemas}.").format(schemas=", ".join(others) or "–"),
                )
            found.append(exact)
        return _Wanted(tuple(dict.fromkeys(found)), False)

    def _settings_for_rules(self, missing: list[str]) -> dict[str, str]:
        """Parameters and character sets, by names in small letters."""
        rows = self.fetch_if_allowed(questions.PARAMETERS)
        if not rows:
            said = _("Parameters need SELECT on {views}.")
            missing.append(said.format(views="SYS.V_$SYSTEM_PARAMETER"))
        found = {text(row["name"]): text(row["value"]) for row in rows}
        for row in self.fetch_if_allowed(questions.CHARACTER_SETS):
            found[text(row["parameter"]).lower()] = text(row["value"])
        return found

    def _public_synonyms(self, sees_all: bool) -> Iterator[TableFacts]:
        """Names that everybody may write for objects that are not Oracle's."""
        statement = questions.PUBLIC_SYNONYMS.format(all="dba" if sees_all else "all")
        for row in self.fetch_if_allowed(statement):  # before 12c nobody says whose they are
            yield TableFacts("PUBLIC", text(row["synonym_name"]), is_view=True)


def _gaps(tables: Sequence[TableFacts], wanted: _Wanted, *, chosen: bool) -> Iterator[str]:
    """What rules will lack, a sentence each."""
    if not tables and not chosen and len(wanted.names) == 1:
        yield _("Schema {schema} has no tables; others are taken where they are named.").format(
            schema=wanted.names[0]
        )
    unknown = sum(1 for table in tables if not table.is_view and table.rows is None)
    if unknown:
        yield _("Tables without statistics, whose rows are not known: {count}.").format(
            count=unknown
        )
