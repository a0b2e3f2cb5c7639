"""Where things are: our resources, the user's settings, the user's data."""

import os
import sys
from pathlib import Path

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))


def resource(name: str) -> Path:
    """A file or folder below `resources/`, in a checkout, a wheel or an installed program."""
    return _ROOT / "resources" / name


def settings_folder() -> Path:
    """The folder of the user's settings; `MOHIST_HOME` puts everything in one place."""
    if home := os.environ.get("MOHIST_HOME"):
        return Path(home)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming")) / "Mohist"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Mohist"
    return Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config")) / "mohist"


def state_folder() -> Path:
    """The folder of logs, crash reports and what survives a restart but is nobody's choice."""
    if home := os.environ.get("MOHIST_HOME"):
        return Path(home) / "state"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "Mohist"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Logs" / "Mohist"
    return Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state")) / "mohist"


def data_folder() -> Path:
    """The folder of what must not be lost: the inventory, the journal, the vault."""
    if home := os.environ.get("MOHIST_HOME"):
        return Path(home) / "data"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "Mohist"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Mohist"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "mohist"
