"""How far each collector of a feed was heard when the window closed: the next one goes on there.

What is written was in the history before, so a crash costs nothing: some is heard twice then.
"""

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from app import files
from app.monitor.bus.order import Position

_log = logging.getLogger(__name__)

_FILE = "feed-positions.json"
_MOST = 256
"""Collectors; as many as a console hears."""
_LARGEST = 1 << 20  # bytes


class Positions:
    """In one small file, of the feed that is heard: another feed begins anew. One thread at a time
    uses it. A file that is damaged, or cannot be written, costs what is kept in it and no more.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._written: tuple[str, Mapping[str, Position]] | None = None

    def read(self, feed: str) -> dict[str, Position]:
        """Of this feed, by collector; nothing where another was heard, or none."""
        try:
            with self._path.open("rb") as file:
                said = json.loads(file.read(_LARGEST))
            if said["feed"] != feed:
                return {}
            found = {name: Position(*place) for name, place in said["positions"].items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            _log.warning("where the feed was left is not known: %r", error)
            return {}
        return {name: place for name, place in list(found.items())[:_MOST] if _makes_sense(place)}

    def write(self, feed: str, positions: Mapping[str, Position]) -> None:
        """These from now on, and of no other feed."""
        if self._written == (feed, positions):
            return
        said = {"feed": feed, "positions": {name: [*place] for name, place in positions.items()}}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            files.write(self._path, json.dumps(said).encode())
        except OSError as error:
            _log.warning("where the feed was left cannot be kept: %s", error)
            return
        self._written = feed, dict(positions)


def _makes_sense(place: Position) -> bool:
    return type(place.epoch) is int and type(place.number) is int and 0 < place.epoch < 1 << 53
