"""The dictionary of a MySQL or MariaDB server: its objects, and all that can be told of them."""

from app.engines.mysql.dictionary.bonds import FindsBonds
from app.engines.mysql.dictionary.describing import Describing
from app.engines.mysql.dictionary.granted import ShowsGrantsOn
from app.engines.mysql.dictionary.searching import Searching
from app.engines.mysql.dictionary.sizes import Weighing
from app.engines.mysql.dictionary.whole import ReadsWhole


class Dictionary(FindsBonds, Describing, ReadsWhole, Weighing, ShowsGrantsOn, Searching):
    """All of it: no server lacks one of these."""


__all__ = ["Dictionary"]
