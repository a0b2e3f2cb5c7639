"""Whom something is about: instances, kinds, environments and tags, chosen from what there is."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.domain.inventory import TYPE_NAMES
from app.domain.monitoring.rule import Scope, Subject
from app.i18n import N_, _
from app.views.widgets.edit_form import EditForm
from app.views.widgets.many_of import ManyOf

_LINES = {
    "instances": (N_("Instances"), N_("all instances")),
    "types": (N_("Types"), N_("all types")),
    "environments": (N_("Environments"), N_("all environments")),
    "tags": (N_("Tags"), N_("with any tags")),
}


class ScopeEditor(QObject):
    """Shows a Scope in four lines of a form, and makes one.

    Signals:
        changed: others are chosen.
    """

    changed = Signal()

    def __init__(self, scope: Scope, subjects: Iterable[Subject], form: EditForm) -> None:
        super().__init__(form)
        self.lines: dict[str, ManyOf] = {}
        for name, (_label, nobody) in _LINES.items():
            line = ManyOf(_(nobody))
            line.choose(getattr(scope, name))
            line.chosen.connect(self.changed)
            self.lines[name] = line
        self._offer(tuple(subjects))

    def add_to(self, form: EditForm) -> None:
        """Put its lines at the end of a form."""
        for name, (label, _nobody) in _LINES.items():
            form.add_field(_(label), self.lines[name], f"scope-{name}")

    def _offer(self, every: tuple[Subject, ...]) -> None:
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
