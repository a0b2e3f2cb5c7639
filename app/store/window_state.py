"""Where the window and its parts stood: geometry and splitters, by name.

Nobody's choice and worth nothing if lost, so it is kept apart from the settings.
"""

import base64
import json
from pathlib import Path

from app.store import atomic


def read(path: Path) -> dict[str, bytes]:
    """What was kept, by name; empty where the file is missing or makes no sense."""
    try:
        stored = json.loads(path.read_bytes())
        return {str(name): base64.b64decode(text, validate=True) for name, text in stored.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def write(path: Path, state: dict[str, bytes]) -> None:
    """Keep `state`; OSError where that cannot be."""
    encoded = {name: base64.b64encode(value).decode() for name, value in state.items()}
    atomic.write(path, json.dumps(encoded, indent=1).encode())
