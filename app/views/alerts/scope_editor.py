"""Whom something is about: instances, kinds, environments and tags, chosen from what there is."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from app.domain.inventory import TYPE_NAMES
from app.domain.monitoring.rule import Scope, Subject
from app.i18n import N_, _
from app.views.widgets.many_of import ManyOf

_LINES = {
    "instances": (N_("Instances"), N_("all instances")),
    "types": (N_("Types"), N_("all types")),
    "environments": (N_("Environments"), N_("all environments")),
    "tags": (N_("Tags"), N_("with any tags")),
}


class ScopeEditor(QWidget):
    """Shows a Scope and makes one.

    Signals:
        changed: others are chosen.
    """

    changed = Signal()

    def __init__(self, scope: Scope, subjects: Iterable[Subject]) -> None:
        super().__init__()
        self.lines: dict[str, ManyOf] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, (label, nobody) in _LINES.items():
            line = ManyOf(_(nobody))
            line.setAccessibleName(_(label))
            line.setObjectName(f"scope-{name}")
            line.choose(getattr(scope, name))
            line.chosen.connect(self.changed)
            form.addRow(QLabel(_(label)), line)
            self.lines[name] = line
        self.set_subjects(subjects)

    def set_subjects(self, subjects: Iterable[Subject]) -> None:
        """Who there is to choose from."""
        every = tuple(subjects)
        self.lines["instances"].offer({each.instance: each.name for each in every})
        self.lines["types"].offer({kind.value: name for kind, name in TYPE_NAMES.items()})
        environments = {each.environment for each in every if each.environment}
        self.lines["environments"].offer({each: each for each in environments})
        tags = {tag for each in every for tag in each.tags}
        self.lines["tags"].offer({tag: tag for tag in tags})

    @property
    def scope(self) -> Scope:
        """Whom it is about."""
        return Scope(**{name: line.ids for name, line in self.lines.items()})
