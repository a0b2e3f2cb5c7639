"""The tools whose connections can be imported, and where they keep them."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from app.domain.estate import Inventory
from app.domain.stop import Stop
from app.i18n import N_
from app.store.exchange.dbeaver import read_dbeaver
from app.store.exchange.my_cnf import read_my_cnf
from app.store.exchange.preview import ImportPreview
from app.store.exchange.reading import stopped_by
from app.store.exchange.redisinsight import read_redisinsight
from app.store.exchange.tns import read_tns
from app.store.exchange.workbench import read_workbench


class Source(StrEnum):
    """Whose file it is."""

    DBEAVER = "dbeaver"
    WORKBENCH = "workbench"
    MY_CNF = "my.cnf"
    TNSNAMES = "tnsnames"
    REDISINSIGHT = "redisinsight"


SOURCE_NAMES = {
    Source.DBEAVER: N_("DBeaver (data-sources.json)"),
    Source.WORKBENCH: N_("MySQL Workbench (connections.xml)"),
    Source.MY_CNF: N_("Option file of MySQL (.my.cnf)"),
    Source.TNSNAMES: N_("Oracle (tnsnames.ora)"),
    Source.REDISINSIGHT: N_("RedisInsight (exported JSON)"),
}
"""How each is written; to be translated where shown."""

_READERS: dict[Source, Callable[[Path, Inventory], ImportPreview]] = {
    Source.DBEAVER: read_dbeaver, Source.WORKBENCH: read_workbench, Source.MY_CNF: read_my_cnf,
    Source.TNSNAMES: read_tns, Source.REDISINSIGHT: read_redisinsight,
}  # fmt: skip


def read_connections(
    source: Source, path: Path, inventory: Inventory, stop: Stop | None = None
) -> ImportPreview:
    """What an import of the file would bring.

    Raises:
        UnreadableInput: the file cannot be read.
        BadInput: it is too big, damaged, or of another kind; the sentence names file and place.
        Cancelled: `stop` was set.
    """
    with stopped_by(stop or Stop()):
        return _READERS[source](path, inventory)


def guessed(path: Path) -> Source | None:
    """By the name of the file; None where it says nothing."""
    name = path.name.casefold()
    if name == "connections.xml":
        return Source.WORKBENCH
    if name.endswith(".cnf") or name == "my.ini":
        return Source.MY_CNF
    if name.endswith(".ora"):
        return Source.TNSNAMES
    if name.endswith(".json") and "data-sources" in name:
        return Source.DBEAVER
    if name.endswith(".json") and "redis" in name:
        return Source.REDISINSIGHT
    return None
