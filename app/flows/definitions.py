"""Write what stands on a server into scripts, to be audited: objects, the worst digests, what runs.

`mohist definitions orders --output there && mohist audit there --objects --instance orders`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from app import files
from app.domain.errors import BadInput, StatementFailed, Unsupported, Unwritable
from app.domain.inventory import TYPE_NAMES, DatabaseType
from app.domain.operating.server import ServerFacts
from app.domain.schema.objects import ListedObject, ObjectKind
from app.engines.abilities import CountsDigests, ListsSessions
from app.engines.base import Session
from app.engines.dictionary import ListsObjects, ShowsDefinition
from app.i18n import _, ngettext

_WITHIN = frozenset({ObjectKind.INDEX, ObjectKind.TRIGGER})
"""Kinds that come with the definition of their table."""


def write_definitions(
    session: Session,
    folder: Path,
    schemas: Sequence[str] = (),
    *,
    digests: int = 0,
    running: bool = False,
    tell: Callable[[float], object] = lambda _share: None,
) -> str:
    """Write a script an object below `folder`, and tell what was written, a sentence a line.

    With `digests`, also the so many shapes of statements that took the server longest; with
    `running`, what its sessions run now. Those hold values of rows, which definitions do not.

    Raises:
        Unsupported: this kind of server has no definitions.
        BadInput: there is no such schema.
        Unwritable: a script could not be written.
    """
    if not isinstance(session, ListsObjects) or not isinstance(session, ShowsDefinition):
        raise Unsupported(
            _("{type} has no objects to audit.").format(type=TYPE_NAMES[session.facts.type])
        )
    there = [schema.name for schema in session.schemas() if not schema.system]
    for name in schemas:
        if name not in there:
            raise BadInput(
                _("There is no schema {schema} that this account may see.").format(schema=name),
                hint=_("There are: {schemas}.").format(schemas=", ".join(there) or "–"),
            )
    said = list(_objects(session, folder, schemas or there, tell))
    if digests and isinstance(session, CountsDigests):
        found = sorted(session.digests().digests, key=lambda each: -each.seconds)[:digests]
        texts = [(each.schema, each.sample or each.text) for each in found]
        said += _statements(session.facts, folder / "digests.sql", texts)
    if running and isinstance(session, ListsSessions):
        texts = [
            (each.database, each.statement)
            for each in session.sessions()
            if each.statement and not each.own
        ]
        said += _statements(session.facts, folder / "running.sql", texts)
    return "\n".join(said)


def _objects(
    session: ListsObjects, folder: Path, schemas: Sequence[str], tell: Callable[[float], object]
) -> Iterator[str]:
    written = 0
    lacking: list[str] = []
    for number, schema in enumerate(schemas):
        tell(number / len(schemas))
        for kind in session.object_kinds:
            if kind in _WITHIN:
                continue
            for each in session.objects(schema, kind):
                lacking += _write_object(session, folder, each)
                written += 1
    tell(1.0)
    yield ngettext(
        "{count} object is written below {folder}.",
        "{count} objects are written below {folder}.",
        written,
    ).format(count=f"{written:,}", folder=folder)
    yield from dict.fromkeys(lacking)


def _write_object(session: ListsObjects, folder: Path, each: ListedObject) -> Sequence[str]:
    """Returns what this account may not see of it."""
    assert isinstance(session, ShowsDefinition)
    assert isinstance(session, Session)
    name = each.id
    try:
        definition = session.definition(name)
    except StatementFailed as error:  # dropped meanwhile, or a view whose table is gone
        return [f"{name.dotted}: {error}"]
    place = folder / safe(name.schema) / safe(str(name.kind)) / f"{safe(name.name)}.sql"
    _write(place, _script(session.facts, name.schema, definition.statements))
    return definition.lacking


def _statements(facts: ServerFacts, place: Path, texts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A script of statements, each in its schema."""
    if not texts:
        return
    parts, current = [], ""
    for schema, text in texts:
        if schema and schema != current:
            parts.append(_use(facts, schema))
            current = schema
        parts.append(text.strip().rstrip(";") + ";\n")
    _write(place, "".join(parts))
    yield ngettext(
        "{count} statement is written into {path}; there are values of rows in it.",
        "{count} statements are written into {path}; there are values of rows in it.",
        len(texts),
    ).format(count=f"{len(texts):,}", path=place)


def _script(facts: ServerFacts, schema: str, statements: Iterable[str]) -> str:
    oracle = facts.type is DatabaseType.ORACLE
    parts = [_use(facts, schema)]
    for statement in statements:
        text = statement.strip().rstrip(";") if not oracle else statement.strip()
        if oracle:
            parts.append(f"{text}\n/\n")
        elif ";" in text:
            parts.append(f"DELIMITER $$\n{text}$$\nDELIMITER ;\n")
        else:
            parts.append(f"{text};\n")
    return "".join(parts)


def _use(facts: ServerFacts, schema: str) -> str:
    if facts.type is DatabaseType.ORACLE:
        return f'ALTER SESSION SET CURRENT_SCHEMA = "{schema}";\n'
    return "USE `" + schema.replace("`", "``") + "`;\n"


def safe(name: str) -> str:
    """A name of a file for any name of an object: what no system or shell takes amiss stays."""
    kept = "".join(
        char if char.isalnum() or char in "_-$ ." else f"%{ord(char):02x}" for char in name
    ).strip()
    return f"%{kept}" if kept.startswith(".") or not kept else kept[:120]


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise Unwritable(
            _("{path} could not be written: {reason}.").format(
                path=path, reason=error.strerror or error
            ),
            hint=_("Choose another place, or make room there."),
        ) from error
