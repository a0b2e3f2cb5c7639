"""The columns of the fleet."""

from collections.abc import Callable

from app.domain.figures import duration, with_unit
from app.domain.inventory import ROLE_NAMES, TYPE_NAMES, TopologyRole
from app.i18n import N_, _
from app.models.fields import Align, Field, State
from app.models.monitoring.fleet import FleetRow


def _figure(number: int) -> dict[str, Callable[[FleetRow], object]]:
    def text(row: FleetRow) -> object:
        reading = row.figures[number]
        return reading.text if reading else None

    def state(row: FleetRow) -> object:
        reading = row.figures[number]
        return reading.state if reading else State.NONE

    def sort(row: FleetRow) -> object:
        reading = row.figures[number]
        return reading.value if reading else None

    return {"value": text, "state": state, "sort": sort}


def _state(row: FleetRow) -> str:
    """How it stands, and why: what a DBA reads first, and often all that is needed."""
    if not row.watched:
        return _("not watched")
    return _("{state}: {why}").format(state=row.why, why=row.trouble) if row.trouble else row.why


def _role(row: FleetRow) -> str | None:
    if row.role == TopologyRole.UNKNOWN:
        return None
    try:
        return _(ROLE_NAMES[TopologyRole(row.role)])
    except ValueError:
        return row.role or None


FLEET: tuple[Field[FleetRow], ...] = (
    Field("state", N_("State"), _state, width=190, stretch=True,
          state=lambda row: row.state, sort=lambda row: row.worst,
          help=N_("The worst there is to say of it. Sorted by this, the worst stands first.")),
    Field("name", N_("Instance"), lambda row: row.of.instance.name, width=140),
    Field("type", N_("Type"), lambda row: TYPE_NAMES[row.of.instance.type], width=75),
    Field("environment", N_("Environment"), lambda row: row.of.environment or None, width=105),
    Field("role", N_("Role"), _role, width=85),
    Field("load", N_("Load"), lambda row: row.figures[0].text if row.figures[0] else None,
          width=100, sort=lambda row: row.figures[0].value if row.figures[0] else None,
          spark=lambda row: row.line,
          help=N_("What it did in the last minutes. Every line has a scale of its own.")),
    Field("figure-1", N_("First figure"), width=125, **_figure(0)),  # type: ignore[arg-type]
    Field("figure-2", N_("Second figure"), width=125, **_figure(1)),  # type: ignore[arg-type]
    Field("figure-3", N_("Third figure"), width=125, **_figure(2)),  # type: ignore[arg-type]
    Field("alerts", N_("Alerts"), lambda row: row.firing or None, align=Align.RIGHT, width=60),
    Field("age", N_("Age"), lambda row: None if row.age is None else int(row.age), duration,
          align=Align.RIGHT, width=65,
          state=lambda row: State.WARNING if row.old else State.NONE,
          help=N_("How long ago it was last looked at.")),
    Field("product", N_("Product"), lambda row: row.of.product or None, width=110, hidden=True),
    Field("service", N_("Service"), lambda row: row.of.service or None, width=110, hidden=True),
    Field("address", N_("Address"),
          lambda row: f"{row.of.instance.address}:{row.of.instance.port}", width=150, hidden=True),
    Field("cost", N_("Watching"), lambda row: row.cost,
          lambda value: with_unit(value, "ms/s"), align=Align.RIGHT, width=85, hidden=True,
          help=N_("What our own statements take of its time.")),
    Field("tags", N_("Tags"), lambda row: ", ".join(row.of.instance.tags) or None, hidden=True),
)  # fmt: skip
