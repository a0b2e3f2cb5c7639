"""The lines of the browser's tree: schemas, the kinds of objects in them, the objects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.schema.objects import ListedObject, ListedSchema, ObjectKind
from app.i18n import N_, _
from app.models.fields import Field
from app.models.formats import count
from app.models.record_tree import Branch

GROUP_NAMES = {
    ObjectKind.TABLE: N_("Tables"), ObjectKind.VIEW: N_("Views"),
    ObjectKind.MATERIALIZED_VIEW: N_("Materialized views"), ObjectKind.INDEX: N_("Indexes"),
    ObjectKind.TRIGGER: N_("Triggers"), ObjectKind.PROCEDURE: N_("Procedures"),
    ObjectKind.FUNCTION: N_("Functions"), ObjectKind.EVENT: N_("Events"),
    ObjectKind.SEQUENCE: N_("Sequences"), ObjectKind.PACKAGE: N_("Packages"),
    ObjectKind.PACKAGE_BODY: N_("Package bodies"), ObjectKind.TYPE: N_("Types"),
    ObjectKind.TYPE_BODY: N_("Type bodies"), ObjectKind.SYNONYM: N_("Synonyms"),
}  # fmt: skip
KIND_NAMES = {
    ObjectKind.TABLE: N_("table"), ObjectKind.VIEW: N_("view"),
    ObjectKind.MATERIALIZED_VIEW: N_("materialized view"), ObjectKind.INDEX: N_("index"),
    ObjectKind.TRIGGER: N_("trigger"), ObjectKind.PROCEDURE: N_("procedure"),
    ObjectKind.FUNCTION: N_("function"), ObjectKind.EVENT: N_("event"),
    ObjectKind.SEQUENCE: N_("sequence"), ObjectKind.PACKAGE: N_("package"),
    ObjectKind.PACKAGE_BODY: N_("package body"), ObjectKind.TYPE: N_("type"),
    ObjectKind.TYPE_BODY: N_("type body"), ObjectKind.SYNONYM: N_("synonym"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the tree: a schema, a kind of its objects (`kind`), or one of them (`object`)."""

    schema: str
    kind: ObjectKind | None = None
    object: ListedObject | None = None
    system: bool = False
    count: int | None = None
    """Objects of the kind, once they were listed."""

    @property
    def key(self) -> str:
        """Tells lines of one branch apart."""
        if self.object is not None:
            return self.object.id.name
        return self.schema if self.kind is None else self.kind.value

    @property
    def label(self) -> str:
        """What the line says first."""
        if self.object is not None:
            return self.object.id.name
        if self.kind is None:
            return self.schema
        name = _(GROUP_NAMES[self.kind])
        if self.count is None:
            return name
        return _("{kind} ({count})").format(kind=name, count=count(self.count))

    @property
    def beside(self) -> str | None:
        """What it says besides: the table of a trigger, a state, the comment."""
        if self.object is None:
            return _("of the server") if self.system else None
        said = (self.object.table, self.object.note, self.object.comment)
        return " · ".join(part for part in said if part) or None


TREE: tuple[Field[Line], ...] = (
    Field("name", N_("Name"), lambda line: line.label, width=240),
    Field("about", N_("About"), lambda line: line.beside, none="", stretch=True),
)


def schema_branches(
    schemas: Iterable[ListedSchema], kinds: Sequence[ObjectKind]
) -> list[Branch[Line]]:
    """The schemas, the server's own behind the others, each with its kinds to be opened."""
    ordered = sorted(schemas, key=lambda schema: (schema.system, schema.name.lower()))
    return [
        Branch(
            Line(schema.name, system=schema.system),
            [Branch(Line(schema.name, kind), None) for kind in kinds],
        )
        for schema in ordered
    ]


def object_branches(objects: Iterable[ListedObject]) -> list[Branch[Line]]:
    """The objects of one kind."""
    return [Branch(Line(each.id.schema, each.id.kind, each)) for each in objects]
