"""Candidates out of what is expected, of what is in scope, and of the catalogue."""

from collections.abc import Iterator

from app.domain.console.candidate import Candidate, CandidateKind
from app.domain.dialect import Dialect
from app.domain.schema.catalogue import PUBLIC, Column, Relation, Routine, Table
from app.sql.complete.expected import Expected
from app.sql.complete.joins import bonds, condition, conditions, is_joinable, short_name
from app.sql.complete.scope import Reader, Scope
from app.sql.complete.typed import Typed
from app.sql.complete.writing import Writer, functions

MOST = 200
"""Of one kind at once."""
_JOINS = 20
_K = CandidateKind


class Offers:
    """Finds candidates for one cursor."""

    def __init__(self, typed: Typed, reader: Reader, scope: Scope, found: Expected) -> None:
        self._typed, self._reader, self._scope, self._expected = typed, reader, scope, found
        self._catalogue, self._schema = reader.catalogue, reader.schema
        self._writer = Writer(typed)
        self._called = typed.followed == "("

    def all(self) -> Iterator[Candidate]:
        """All that may stand at the cursor; who asks holds them against what is typed."""
        found = self._expected
        if found.conditions:
            yield from self._conditions()
        if found.joined:
            yield from self._joined_tables()
        if found.using:
            yield from self._using(found.listed or ())
        if found.insert:
            yield from self._whole_list()
        if found.listed is not None and found.of:
            yield from self._listed(found)
        if found.columns:
            yield from self._columns()
        if found.aliases:
            yield from self._select_aliases()
        if found.tables:
            yield from self._tables()
        if found.objects:
            yield from self._objects(found.objects)
        if self._typed.quote:
            return  # what is quoted is a name
        if found.functions:
            yield from self._functions()
        for word in found.words:
            written = self._writer.word(word)
            yield Candidate(written, _K.KEYWORD, written)

    # ------------------------------------------------------------------ behind a dot

    def qualified(self) -> Iterator[Candidate]:
        """What `name.` or `schema.name.` goes on with."""
        path = self._typed.qualifiers
        source = self._scope.named(path[-1]) if len(path) == 1 else None
        if source:
            for column in source.columns:
                yield self._column(column, "")
            return
        if len(path) > 1:
            schema, name = path[-2:]
            table = self._catalogue.tables.get(schema, name)
            for column in table.columns if table else ():
                yield self._column(column, "")
            yield from self._members(schema, name)
            return
        yield from self._in_schema(path[0])
        for schema in (self._schema, PUBLIC):
            yield from self._members(schema, path[0])
        table = self._catalogue.find(path[0], "", self._schema)
        for column in table.columns if table and not self._expected.tables else ():
            yield self._column(column, "")
        if self._catalogue.sequences.get(self._schema, path[0]):
            for word in ("NEXTVAL", "CURRVAL"):
                yield Candidate(self._writer.word(word), _K.KEYWORD, self._writer.word(word))

    def of_row(self, table: tuple[str, ...]) -> Iterator[Candidate]:
        """The columns of NEW and OLD in a trigger on `table`."""
        found = self._table(table)
        for column in found.columns if found else ():
            yield self._column(column, "")

    def starred(self) -> Iterator[Candidate]:
        """What the `*` at the cursor stands for, written out."""
        path = self._typed.qualifiers
        sources = [each for each in self._scope.own if not each.target]
        if path:
            named = self._scope.named(path[-1])
            sources = [named] if named else []
        many = len(sources) > 1 or bool(path)
        listed = [
            (f"{self._writer.name(each.name)}." if many else "") + self._writer.name(column.name)
            for each in sources
            for column in each.columns
        ]
        if listed:
            text = ", ".join(listed)
            yield Candidate("*", _K.COLUMNS, text, text if len(text) < 80 else text[:79] + "…")

    def _in_schema(self, schema: str) -> Iterator[Candidate]:
        """What stands in a schema."""
        catalogue, word = self._catalogue, self._typed.word
        found = self._expected
        for table in catalogue.tables.like(schema, word, MOST):
            yield self._of_table(table)
        if not found.tables:
            for routine in catalogue.routines.like(schema, word, MOST):
                yield self._routine(routine)
            for package in catalogue.packages.like(schema, word, MOST):
                yield self._plain(package.name, _K.PACKAGE)
            for sequence in catalogue.sequences.like(schema, word, MOST):
                yield self._plain(sequence.name, _K.SEQUENCE)

    def _members(self, schema: str, name: str) -> Iterator[Candidate]:
        """What a package offers."""
        package = self._catalogue.packages.get(schema, name)
        for routine in package.members if package else ():
            yield self._routine(routine)

    # ------------------------------------------------------------------ columns

    def _columns(self) -> Iterator[Candidate]:
        own = [each for each in self._scope.own if not each.target] or self._scope.own
        for source in own:
            prefix = f"{self._writer.name(source.name)}." if len(own) > 1 else ""
            for column in source.columns:
                yield self._column(column, prefix, source.name if prefix else "")
        for source in self._scope.outer:
            prefix = f"{self._writer.name(source.name)}."
            for column in source.columns:
                yield self._column(column, prefix, source.name)
        for source in (*own, *self._scope.outer):
            if source.name:
                yield Candidate(
                    self._writer.label(source.name),
                    _K.ALIAS,
                    self._writer.name(source.name),
                    source.table.name if source.table and source.named else "",
                )

    def _select_aliases(self) -> Iterator[Candidate]:
        """Names that the select list gives to its expressions."""
        begin, end = self._reader.around
        known = {column.name for source in self._scope.own for column in source.columns}
        for column in self._reader.outputs(begin, end, Scope(common=self._scope.common)):
            if column.name not in known:
                yield self._column(column, "")

    def _listed(self, found: Expected) -> Iterator[Candidate]:
        """Columns of one table that are not in the list yet, and all the rest at once."""
        table = self._table(found.of)
        if not table:
            return
        left = [
            column for column in table.columns if column.name.upper() not in (found.listed or ())
        ]
        if len(left) > 1 and not self._typed.word and self._typed.kind(1) in {"(", ","}:
            text = ", ".join(self._writer.name(column.name) for column in left)
            yield Candidate(text[:60] + "…" * (len(text) > 60), _K.COLUMNS, text)
        for column in left:
            yield self._column(column, "")

    def _whole_list(self) -> Iterator[Candidate]:
        """`(a, b, c) VALUES ()` behind the table of an INSERT."""
        table = self._table(self._expected.of)
        if not table or not table.columns:
            return
        names = ", ".join(self._writer.name(column.name) for column in table.columns)
        text = f"({names}) {self._writer.word('VALUES')} ()"
        yield Candidate(
            f"({names[:60]}{'…' * (len(names) > 60)})", _K.COLUMNS, text, "", len(text) - 1
        )

    def _using(self, listed: tuple[str, ...]) -> Iterator[Candidate]:
        """Columns that the table just joined has in common with those before."""
        before = [each for each in self._scope.own if each.at < self._typed.here]
        if len(before) < 2:
            return
        others = {column.name.upper() for each in before[:-1] for column in each.columns}
        for column in before[-1].columns:
            if column.name.upper() in others and column.name.upper() not in listed:
                yield self._column(column, "")

    def _column(self, column: Column, prefix: str, source: str = "") -> Candidate:
        detail = " · ".join(filter(None, (source, column.type, column.comment)))
        name = column.name
        return Candidate(
            self._writer.label(name), _K.COLUMN, prefix + self._writer.name(name), detail
        )

    # ------------------------------------------------------------------ joins

    def _conditions(self) -> Iterator[Candidate]:
        before = [each for each in self._scope.own if each.at < self._typed.here]
        if before:
            for text in conditions(before[-1], before[:-1], self._writer):
                yield Candidate(text, _K.JOIN, text)

    def _joined_tables(self) -> Iterator[Candidate]:
        """Tables that the ones before have a key in common with, with the condition."""
        writer, taken = self._writer, [each.name for each in self._scope.own]
        count = 0
        for source in reversed([each for each in self._scope.own if each.at < self._typed.here]):
            if not source.table:
                continue
            for bond in bonds(source.table, self._catalogue):
                if not is_joinable(bond.table) or count >= _JOINS:
                    continue
                count += 1
                alias = short_name(bond.table.name, taken)
                on = condition(alias, bond.others, source.name, bond.columns, writer)
                name = self._from_here(bond.table)
                text = f"{name} {alias} {writer.word('ON')} {on}"
                yield Candidate(text, _K.JOIN, text)

    # ------------------------------------------------------------------ objects

    def _tables(self) -> Iterator[Candidate]:
        catalogue, word = self._catalogue, self._typed.word
        for name in self._scope.commons:
            yield self._plain(name, _K.ALIAS)
        for table in catalogue.tables.like(self._schema, word, MOST):
            yield self._of_table(table)
        if word:
            for table in catalogue.tables.like(PUBLIC, word, MOST):
                yield self._of_table(table)
        for schema in catalogue.schemas:
            yield self._plain(schema, _K.SCHEMA)

    def _objects(self, kind: str) -> Iterator[Candidate]:
        """Objects of one kind, of the default schema; and schemas, which may be named before."""
        catalogue, word = self._catalogue, self._typed.word
        if kind in {"procedures", "functions"}:
            for routine in catalogue.routines.like(self._schema, word, MOST):
                if bool(routine.returns) == (kind == "functions"):
                    yield self._routine(routine)
        if kind in {"procedures", "packages"}:
            for schema in (self._schema, PUBLIC):
                for package in catalogue.packages.like(schema, word, MOST):
                    yield self._plain(package.name, _K.PACKAGE)
        if kind == "sequences":
            for sequence in catalogue.sequences.like(self._schema, word, MOST):
                yield self._plain(sequence.name, _K.SEQUENCE)
        for schema in catalogue.schemas:
            yield self._plain(schema, _K.SCHEMA)

    def _functions(self) -> Iterator[Candidate]:
        catalogue, word = self._catalogue, self._typed.word
        for routine in catalogue.routines.like(self._schema, word, MOST):
            if routine.returns:
                yield self._routine(routine)
        for schema in (self._schema, PUBLIC) if word else ():
            for package in catalogue.packages.like(schema, word, MOST):
                yield self._plain(package.name, _K.PACKAGE)
        if self._typed.dialect is Dialect.ORACLE or word:
            for sequence in catalogue.sequences.like(self._schema, word, MOST):
                yield self._plain(sequence.name, _K.SEQUENCE)
        # hundreds: only those that begin with what somebody typed
        for name, signature in functions(self._typed.dialect) if word else ():
            yield self._call(self._writer.word(name), _K.FUNCTION, signature)

    def _of_table(self, table: Table) -> Candidate:
        kind = _K.VIEW if table.relation is Relation.VIEW else _K.TABLE
        detail = " · ".join(filter(None, (".".join(filter(None, table.target)), table.comment)))
        return self._plain(table.name, kind, detail)

    def _routine(self, routine: Routine) -> Candidate:
        kind = _K.FUNCTION if routine.returns else _K.PROCEDURE
        name = self._writer.name(routine.name)
        return self._call(name, kind, f"{routine.name}{routine.signature}")

    def _call(self, name: str, kind: CandidateKind, signature: str) -> Candidate:
        """A call: the cursor goes between its parentheses where something goes in."""
        if self._called:
            return Candidate(name, kind, name, signature)
        caret = None if "()" in signature else len(name) + 1
        return Candidate(name, kind, f"{name}()", signature, caret)

    def _plain(self, name: str, kind: CandidateKind, detail: str = "") -> Candidate:
        return Candidate(self._writer.label(name), kind, self._writer.name(name), detail)

    def _table(self, path: tuple[str, ...]) -> Table | None:
        if not path:
            return None
        schema = path[-2] if len(path) > 1 else ""
        return self._catalogue.find(path[-1], schema, self._schema)

    def _from_here(self, table: Table) -> str:
        """Its name, with its schema where that is not the default."""
        name = self._writer.name(table.name)
        if table.schema.upper() == self._schema.upper():
            return name
        return f"{self._writer.name(table.schema)}.{name}"
