"""Which instance? By a few letters of its name, with its environment beside it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.domain.endpoint import Endpoint
from app.domain.inventory import TYPE_NAMES, DatabaseType
from app.i18n import _
from app.views.palette import CommandPalette
from app.views.palette_list import Entry
from app.views.theme import Theme


def choose_instance(
    endpoints: Sequence[Endpoint], take: Callable[[Endpoint], object], theme: Theme, window: QWidget
) -> CommandPalette:
    """Ask for one of `endpoints`, and give it to `take`."""
    entries = [
        Entry(
            f"▲ {at.name}" if at.production else at.name,
            partial(take, at),
            " · ".join(
                filter(
                    None,
                    (
                        TYPE_NAMES[DatabaseType(at.type)],
                        _("PRODUCTION") if at.production else at.environment,
                        _("read-only") if at.read_only else "",
                    ),
                )
            ),
            icon="instances",
            also=f"{at.address} {at.environment}",
        )
        for at in endpoints
    ]
    palette = CommandPalette(entries, theme, window, _("On which instance?"))
    palette.open()
    return palette
