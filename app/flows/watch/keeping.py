"""How long the history is kept, as it is chosen: by a window and a collector alike."""

from app.monitor.history import Keeping
from app.paths import settings_folder
from app.store import settings
from app.store.settings import Settings


def keeping_of(chosen: Settings) -> Keeping:
    """As these settings say it."""
    return Keeping.of(chosen.history_raw_hours, chosen.history_days, chosen.history_most_mib)


def keeping_now() -> Keeping:
    """As the file of the settings says it now; what cannot be read of it is as it is made in."""
    return keeping_of(settings.read(settings_folder() / "settings.json").settings)
