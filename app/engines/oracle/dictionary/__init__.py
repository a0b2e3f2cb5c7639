"""The dictionary of an Oracle database: its objects, and all that can be told of them."""

from app.engines.oracle.dictionary.around import ShowsAround
from app.engines.oracle.dictionary.describing import Describing
from app.engines.oracle.dictionary.listing import Listing
from app.engines.oracle.dictionary.searching import Searching


class Dictionary(Listing, Describing, ShowsAround, Searching):
    """All of it, for any account."""


__all__ = ["Dictionary"]
