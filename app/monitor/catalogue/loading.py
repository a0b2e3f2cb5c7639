"""Reads the files of metrics. One form for ours and for the user's own:

    engine = "mysql"

    [orders_waiting]
    title = "Orders waiting"
    query = "SELECT count(*) AS waiting FROM shop.orders WHERE state = 'new'"
    formula = "query.waiting"
    tier = "minute"
    warning = "> 1000 for 10m"

A file of ours that is wrong is a bug and raises; one of the user's hides only itself.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.domain.errors import BadInput, ConsoleError
from app.domain.monitoring.metric import Family
from app.i18n import _
from app.monitor.catalogue.catalogue import Catalogue, Entry
from app.monitor.catalogue.reading import entry_of
from app.paths import resource

FOLDER = "metrics"
LARGEST = 1 << 20
"""Bytes; a larger file of metrics is something else."""
_ELSEWHERE = "elsewhere"


def load(folder_of_user: Path | None = None) -> Catalogue:
    """Our metrics, and those in the user's folder as far as they make sense."""
    entries: dict[str, Entry] = {}
    elsewhere: dict[Family, Mapping[str, str]] = {}
    for family in Family:
        path = resource(FOLDER) / f"{family}.toml"
        said = _parsed(path)
        shown = said.pop(_ELSEWHERE, {})
        elsewhere[family] = shown if isinstance(shown, dict) else {}
        for entry in _entries(path, said, own=False):
            entries[entry.metric.name] = entry
    troubles: list[ConsoleError] = []
    for path in _files(folder_of_user, troubles):
        try:
            own = read_file(path)
            for entry in own:
                if entry.metric.name in entries:
                    raise BadInput(
                        _("{file}: there is a metric “{name}” already.").format(
                            file=path.name, name=entry.metric.name
                        ),
                        hint=_("Give yours another name."),
                    )
        except ConsoleError as error:
            troubles.append(error)
        else:
            entries |= {entry.metric.name: entry for entry in own}
    return Catalogue(entries.values(), troubles, elsewhere)


def read_file(path: Path) -> tuple[Entry, ...]:
    """The metrics of one file; BadInput names file, line and field of what is wrong."""
    return tuple(_entries(path, _parsed(path), own=True))


def _files(folder: Path | None, troubles: list[ConsoleError]) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    try:
        return sorted(folder.glob("*.toml"))
    except OSError as error:
        troubles.append(
            BadInput(
                _("The folder {folder} cannot be read: {reason}.").format(
                    folder=folder, reason=error.strerror
                )
            )
        )
        return []


def _parsed(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(
                _("{file} is too large for a file of metrics.").format(file=path.name),
                hint=_("Split it, or see whether it belongs there."),
            )
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(
            _("{file} cannot be read: {reason}.").format(file=path.name, reason=error.strerror),
            hint=_("See to its owner and its rights."),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            _("{file} is no TOML: {reason}").format(file=path.name, reason=error),
            hint=_("Compare it with the example in the documentation on metrics."),
        ) from error


def _entries(path: Path, said: Mapping[str, object], *, own: bool) -> Iterator[Entry]:
    try:
        family = Family(str(said.get("engine", "")))
    except ValueError:
        raise BadInput(
            _("{file} does not say whose metrics it holds.").format(file=path.name),
            hint=_('Write engine = "mysql" at its top; there are: {families}.').format(
                families=", ".join(Family)
            ),
        ) from None
    text = path.read_text("utf-8")
    for name, table in said.items():
        if name == "engine":
            continue
        yield entry_of(path.name, text, family, name, table, own=own)
