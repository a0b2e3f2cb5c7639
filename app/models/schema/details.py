"""The columns of what an object is made of."""

from operator import attrgetter

from app.domain.schema.details import (
    ArgumentDetails,
    Bond,
    ColumnDetails,
    ConstraintDetails,
    ConstraintKind,
    Dependency,
    IndexDetails,
    ObjectGrant,
    PartitionDetails,
    TriggerDetails,
    Weight,
)
from app.i18n import N_, _
from app.models import formats
from app.models.fields import Align, Field, State
from app.models.schema.tree import KIND_NAMES

CONSTRAINT_NAMES = {
    ConstraintKind.FOREIGN: N_("foreign key"), ConstraintKind.CHECK: N_("check"),
    ConstraintKind.PRIMARY: N_("primary key"), ConstraintKind.UNIQUE: N_("unique"),
}  # fmt: skip
BOND_NAMES = {
    Bond.FOREIGN_KEY: N_("foreign key"), Bond.VIEW: N_("view"), Bond.TRIGGER: N_("trigger"),
    Bond.ROUTINE: N_("code"), Bond.DEPENDS: N_("depends"),
}  # fmt: skip


def _yes(value: bool) -> str:
    return _("yes") if value else ""


def _no(value: bool) -> str:
    return "" if value else _("no")


def _made(column: ColumnDetails) -> str | None:
    """How its value comes about where nobody gives one."""
    if column.generated:
        return f"AS ({column.generated}) {'STORED' if column.stored else 'VIRTUAL'}"
    return column.default


COLUMNS: tuple[Field[ColumnDetails], ...] = (
    Field("place", N_("#"), attrgetter("position"), align=Align.RIGHT, width=44),
    Field("name", N_("Column"), attrgetter("name"), width=180),
    Field("type", N_("Type"), attrgetter("type"), width=170, code=True),
    Field("null", N_("NULL"), lambda column: _yes(column.nullable), width=64),
    Field("default", N_("Default"), _made, none="", width=170, code=True),
    Field("extra", N_("Extra"), attrgetter("extra"), width=150),
    Field("collation", N_("Collation"), attrgetter("collation"), width=150),
    Field("charset", N_("Character set"), attrgetter("charset"), hidden=True),
    Field("hidden", N_("Invisible"), lambda column: _yes(column.invisible), hidden=True),
    Field("comment", N_("Comment"), attrgetter("comment"), stretch=True),
)
INDEXES: tuple[Field[IndexDetails], ...] = (
    Field("name", N_("Index"), attrgetter("name"), width=180),
    Field("columns", N_("Columns"), attrgetter("columns"), width=240, code=True),
    Field("unique", N_("Unique"), lambda index: _yes(index.unique), width=74),
    Field("kind", N_("Kind"), attrgetter("kind"), width=100),
    Field("visible", N_("Visible"), lambda index: _no(index.visible), width=80,
          state=lambda index: State.NONE if index.visible else State.WARNING),
    Field("cardinality", N_("Different values"), attrgetter("cardinality"), formats.count,
          align=Align.RIGHT, width=130, help=N_("As far as the server's statistics know.")),
    Field("note", N_("State"), attrgetter("note"), width=110),
    Field("comment", N_("Comment"), attrgetter("comment"), stretch=True),
)  # fmt: skip
CONSTRAINTS: tuple[Field[ConstraintDetails], ...] = (
    Field("kind", N_("Kind"), lambda each: _(CONSTRAINT_NAMES[each.kind]), width=110),
    Field("name", N_("Name"), attrgetter("name"), width=170),
    Field("columns", N_("Columns"), lambda each: ", ".join(each.columns), width=170, code=True),
    Field("other", N_("Refers to"), lambda each: _refers(each), none="", width=260, code=True),
    Field("on_delete", N_("On delete"), attrgetter("on_delete"), width=100),
    Field("on_update", N_("On update"), attrgetter("on_update"), width=100),
    Field("clause", N_("Demands"), attrgetter("clause"), stretch=True, code=True),
    Field("enforced", N_("Enforced"), lambda each: _no(each.enforced), width=90,
          state=lambda each: State.NONE if each.enforced else State.WARNING),
)  # fmt: skip
PARTITIONS: tuple[Field[PartitionDetails], ...] = (
    Field("name", N_("Partition"), attrgetter("name"), width=150),
    Field("within", N_("Within"), attrgetter("within"), width=110),
    Field("method", N_("Method"), attrgetter("method"), width=120),
    Field("expression", N_("Partition by"), attrgetter("expression"), width=150, code=True),
    Field("values", N_("Values"), attrgetter("values"), stretch=True, code=True),
    Field("rows", N_("Rows, about"), attrgetter("rows"), formats.count, align=Align.RIGHT,
          width=110),
    Field("data", N_("Data"), attrgetter("data"), formats.size, align=Align.RIGHT, width=100),
    Field("indexes", N_("Indexes"), attrgetter("indexes"), formats.size, align=Align.RIGHT,
          width=100),
)  # fmt: skip
TRIGGERS: tuple[Field[TriggerDetails], ...] = (
    Field("name", N_("Trigger"), attrgetter("name"), width=170),
    Field("timing", N_("When"), attrgetter("timing"), width=90),
    Field("event", N_("On"), attrgetter("event"), width=110),
    Field("definer", N_("Definer"), attrgetter("definer"), width=150),
    Field("note", N_("State"), attrgetter("note"), width=100),
    Field("body", N_("Does"), attrgetter("body"), stretch=True, code=True),
)
ARGUMENTS: tuple[Field[ArgumentDetails], ...] = (
    Field("place", N_("#"), attrgetter("position"), align=Align.RIGHT, width=44),
    Field("mode", N_("Mode"), attrgetter("mode"), width=90),
    Field("name", N_("Name"), attrgetter("name"), width=200),
    Field("type", N_("Type"), attrgetter("type"), stretch=True, code=True),
)
GRANTS: tuple[Field[ObjectGrant], ...] = (
    Field("grantee", N_("Granted to"), attrgetter("grantee"), width=220),
    Field("privileges", N_("May"), lambda grant: ", ".join(grant.privileges), stretch=True),
    Field("level", N_("Where"), attrgetter("level"), width=150),
    Field("grantable", N_("May pass it on"), lambda grant: _yes(grant.grantable), width=120),
    Field("grantor", N_("Granted by"), attrgetter("grantor"), hidden=True),
)
DEPENDENCIES: tuple[Field[Dependency], ...] = (
    Field("way", N_("Way"), lambda bond: _("uses") if bond.uses else _("is used by"), width=110),
    Field("kind", N_("Kind"), lambda bond: _(KIND_NAMES[bond.id.kind]), width=120),
    Field("name", N_("Object"), lambda bond: bond.id.dotted, width=240),
    Field("bond", N_("Bond"), lambda bond: _(BOND_NAMES[bond.bond]), width=110),
    Field("through", N_("Through"), attrgetter("through"), stretch=True),
    Field("certain", N_("Certain"), lambda bond: _no(bond.certain), width=80,
          state=lambda bond: State.NONE if bond.certain else State.NOTICE,
          help=N_("Code that was not understood whole holds the name.")),
)  # fmt: skip
FACTS: tuple[Field[tuple[str, str]], ...] = (
    Field("what", N_("What"), lambda fact: fact[0], width=220),
    Field("value", N_("Value"), lambda fact: fact[1], stretch=True),
)
WEIGHTS: tuple[Field[Weight], ...] = (
    Field("name", N_("Table"), lambda weight: weight.id.name, stretch=True),
    Field("total", N_("All of it"), attrgetter("total"), formats.size, align=Align.RIGHT,
          width=110),
    Field("data", N_("Data"), attrgetter("data"), formats.size, align=Align.RIGHT, width=110),
    Field("indexes", N_("Indexes"), attrgetter("indexes"), formats.size, align=Align.RIGHT,
          width=110),
    Field("free", N_("Free within"), attrgetter("free"), formats.size, align=Align.RIGHT,
          width=110),
    Field("rows", N_("Rows, about"), attrgetter("rows"), formats.count, align=Align.RIGHT,
          width=120),
)  # fmt: skip


def _refers(each: ConstraintDetails) -> str | None:
    if each.other is None:
        return None
    return f"{each.other.dotted} ({', '.join(each.other_columns)})"


def weight_facts(weight: Weight) -> tuple[tuple[str, str], ...]:
    """What a table takes, as facts to show."""
    shown = (
        (_("Rows, about"), None if weight.rows is None else formats.count(weight.rows)),
        (_("Data"), _size(weight.data)),
        (_("Indexes"), _size(weight.indexes)),
        (_("Long values"), _size(weight.lobs)),
        (_("Free within"), _size(weight.free)),
        (_("Allocated"), _size(weight.allocated)),
        (_("Statistics of"), None if weight.analyzed is None else formats.stamp(weight.analyzed)),
    )
    return tuple((title, value) for title, value in shown if value is not None)


def _size(value: int | None) -> str | None:
    return None if value is None else formats.size(value)
