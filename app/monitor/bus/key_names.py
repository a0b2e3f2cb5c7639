"""Keys of metrics as they travel: without how all of a sample begin, and remembered.

All samples of an engine have the same few hundred keys. To put each together anew is half of what
reading a message costs, and every sample would hold names of its own.
"""

MOST_NAME = 512
"""Letters of an id or a key."""
_FULL = "/"
"""Before a key that does not begin as the others of its sample do."""
_MOST_KEPT = 4096
"""Names by family: whoever sends others all the time gains nothing, and fills nothing."""
_MOST_FAMILIES = 32


class Full(dict[str, str]):
    """By the key on the way, the whole one. Raises ValueError or TypeError for what is none."""

    def __init__(self, family: str) -> None:
        super().__init__()
        self._family = family

    def __missing__(self, key: str) -> str:
        """Put it together, and remember it."""
        if type(key) is not str:  # it may come from anybody
            raise TypeError
        name = key[1:] if key.startswith(_FULL) else self._family + key
        if len(name) > MOST_NAME:
            raise ValueError
        if len(self) < _MOST_KEPT:
            self[key] = name
        return name


class Shortened(dict[str, str]):
    """By the whole key, the one on the way."""

    def __init__(self, family: str) -> None:
        super().__init__()
        self._family = family

    def __missing__(self, key: str) -> str:
        """Cut it, and remember it."""
        family = self._family
        if key.startswith(family) and not key.startswith(_FULL, len(family)):
            name = key[len(family) :]
        else:
            name = _FULL + key
        if len(self) < _MOST_KEPT:
            self[key] = name
        return name


_full: dict[str, Full] = {}
_shortened: dict[str, Shortened] = {}


def full_of(family: str) -> Full:
    """The whole keys of a family."""
    found = _full.get(family)
    if found is None:
        found = Full(family)
        if len(_full) < _MOST_FAMILIES:
            _full[family] = found
    return found


def shortened_of(family: str) -> Shortened:
    """The keys of a family on the way."""
    found = _shortened.get(family)
    if found is None:
        found = Shortened(family)
        if len(_shortened) < _MOST_FAMILIES:
            _shortened[family] = found
    return found
