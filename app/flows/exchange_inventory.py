"""The inventory on the command line: out into a file, and in from one of ours or another tool's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeVar

from app import files
from app.domain.display import visible
from app.domain.errors import BadUsage, StoreTrouble
from app.domain.estate import KINDS, Inventory
from app.domain.inventory import TYPE_NAMES, Instance
from app.domain.journal import Deed
from app.domain.rights import Ability
from app.domain.stop import Stop
from app.domain.validation import Record
from app.flows.asked_inventory import AskedInventory
from app.flows.ours import changing
from app.flows.rights import Warden
from app.flows.save_report import check_writable, unwritable
from app.i18n import _, ngettext
from app.paths import data_folder, settings_folder
from app.store import settings
from app.store.exchange.changes import Changes
from app.store.exchange.csv_file import csv_of, kind_named, read_csv
from app.store.exchange.json_file import json_of, key_of, read_json
from app.store.exchange.preview import ImportPreview
from app.store.exchange.sources import Source, guessed, read_connections
from app.store.inventory.place import for_this_run, place_of, secret_of, shown
from app.store.inventory.store import InventoryStore, Password

AskPassword = Callable[[str], str | None]
S = TypeVar("S", bound=InventoryStore)


@contextmanager
def opened(only_here: str = "", password: AskPassword | None = None) -> Iterator[InventoryStore]:
    """The store that the window uses, or another one for this run, open, to read it.

    `password` gives that of a team's by the id of the secret; without it, it comes from where the
    window keeps it.
    """
    where, ask = chosen(only_here, password)
    with _open(InventoryStore(where, ask)) as store:
        yield store


@contextmanager
def opened_to_change(warden: Warden, only_here: str = "") -> Iterator[AskedInventory]:
    """The same, for whoever may change it."""
    where, ask = chosen(only_here)
    with _open(AskedInventory(where, warden, ask)) as store:
        yield store


@contextmanager
def _open(store: S) -> Iterator[S]:
    try:
        store.open()
        yield store
    finally:
        store.close()


def chosen(only_here: str = "", password: AskPassword | None = None) -> tuple[Path | str, Password]:
    """Where it is, and what gives its password: the team's where one is set, else that of this
    computer; `only_here` comes before both.
    """
    data, place = data_folder(), for_this_run(only_here)
    found = settings.read(settings_folder() / "settings.json")
    if found.trouble is not None and not place:  # another than the team's might be changed
        raise StoreTrouble(
            _("The settings cannot be read, so it is not known where the inventory is."),
            hint=_("Name it with --store, or look at the settings in the window."),
        )
    where = place_of(place or found.settings.store, data)
    if password is not None:
        return where, lambda: password(secret_of(str(where)))
    return where, lambda: _password(data, found.settings, str(where))


def _password(data: Path, chosen: settings.Settings, url: str) -> str | None:
    from app.auth.keychain import Keychain
    from app.auth.secrets import Place, Secrets
    from app.auth.vault import Vault

    secrets = Secrets(Keychain(), Vault(data / "vault"))
    try:
        secrets.choose(Place(chosen.secrets) if chosen.secrets else secrets.first_ready())
        return secrets.get(secret_of(url))
    finally:
        secrets.close()


def restore_copy(copy: Path, only_here: str, ask: Callable[[], Warden], out: TextIO) -> None:
    """Put a copy in the place of the store on this computer, and say where the old one is. `ask`
    gives the warden of whoever wants it.

    Raises:
        BadUsage: the inventory is the team's.
        StoreTrouble: the copy is no store that can be used.
        Refused: whoever it is may not.
    """
    where = chosen(only_here)[0]
    if not isinstance(where, Path):
        raise BadUsage(
            _("The inventory at {where} is a database of the team.").format(where=shown(where)),
            hint=_("Restore it with the tools of the server, from a backup of it."),
        )
    kept = AskedInventory(where, ask()).restore(copy)
    out.write(_("The inventory is {copy} now.").format(copy=visible(str(copy))) + "\n")
    if kept is not None:
        out.write(_("The one before is kept as {kept}.").format(kept=visible(str(kept))) + "\n")


def salvage(path: Path, only_here: str, warden: Warden, out: TextIO) -> bool:
    """Write what can be read of the store as JSON; whether that was all. The store is only read."""
    check_writable(path)
    where, password = chosen(only_here)
    found = InventoryStore(where, password).salvage()
    export(found.inventory, path, warden)
    count = len(found.inventory.records)
    said = ngettext("{count} record was read.", "{count} records were read.", count)
    out.write(said.format(count=count) + "\n")
    out.writelines(visible(f"! {each}") + "\n" for each in found.lost)
    return not found.lost


def export(
    inventory: Inventory, path: Path, warden: Warden, kind: str = "", *, bom: bool = True
) -> None:
    """Write it as what the name of the file says: all of it as JSON, or one kind as CSV.

    Raises:
        Refused: whoever it is may not.
        BadUsage: the name says neither, or the kind is not known.
        Unwritable: the file could not be written; an old one is as it was.
    """
    check_writable(path)
    if path.suffix.lower() == ".csv":
        content = csv_of(inventory, _kind(path, kind), bom=bom)
    elif path.suffix.lower() == ".json" and not kind:
        content = json_of(inventory).encode()
    else:
        raise BadUsage(
            _("{path} is neither a .json nor a .csv.").format(path=path)
            if not kind
            else _("One kind of record is written as .csv only."),
            hint=_("JSON holds all of the inventory, CSV one kind of record."),
        )
    with changing(
        warden, Ability.EXPORT_INVENTORY, Deed.EXPORTED,
        _("{user} exports the inventory to {file}."),
        facts=[("file", str(path)), ("kind", kind)], file=str(path),
    ):  # fmt: skip
        try:
            files.write(path, content)
        except OSError as error:
            raise unwritable(path, error) from error


def _kind(path: Path, kind: str) -> type[Record]:
    found = kind_named(kind or path.name)
    if found is None:
        raise BadUsage(
            _("It is not said which kind of record {path} holds.").format(path=path),
            hint=_("Say --kind with one of: {kinds}.").format(kinds=", ".join(map(key_of, KINDS))),
        )
    return found


def import_file(
    store: AskedInventory,
    path: Path,
    source: str,
    kind: str,
    out: TextIO,
    *,
    dry: bool,
    tell: Callable[[float], object] = lambda _share: None,
) -> bool:
    """Show what the file brings, and keep it unless `dry`; whether all of it could be taken.

    What is refused is left out and named; the rest is written in one transaction.
    """
    seen = store.load()
    tool = Source(source) if source else guessed(path)
    if tool is not None:
        preview = read_connections(tool, path, seen)
        _show_preview(preview, out)
        wanted, whole = list[Record](preview.fresh), not preview.problems
    else:
        found = read_changes(path, kind, seen, Stop(), tell)
        _show_changes(found, out)
        wanted, whole = list(found.wanted), not found.refused
    if wanted and not dry:
        store.save(wanted, seen)
    count = len(wanted)
    if dry:
        said = ngettext(
            "Nothing was written; it would be {count} record.",
            "Nothing was written; it would be {count} records.",
            count,
        )
    else:
        said = ngettext("{count} record was written.", "{count} records were written.", count)
    out.write(said.format(count=count) + "\n")
    return whole


def read_changes(
    path: Path, kind: str, seen: Inventory, stop: Stop, tell: Callable[[float], object]
) -> Changes:
    """What a file of ours would change; `kind` is that of a CSV, "" for what its name says.

    Raises:
        UnreadableInput, BadInput: it cannot be read, or is no inventory.
        BadUsage: it is not known what kind of record a CSV holds.
        Cancelled: `stop` was set.
    """
    if path.suffix.lower() == ".csv":
        return read_csv(path, _kind(path, kind), seen)
    return read_json(path, seen, stop, tell)


def _show_preview(preview: ImportPreview, out: TextIO) -> None:
    for found in preview.instances:
        instance, twin = found.instance, found.duplicate_of
        mark = "+" if twin is None else "="
        line = f"{mark} {instance.name}  {_where(instance)}"
        if twin is not None:
            line += "  " + _("is there as {name}").format(name=twin.name)
        out.write(visible(line) + "\n")
    out.writelines(visible(f"! {problem}") + "\n" for problem in preview.problems)
    if count := len(preview.secrets):
        said = ngettext(
            "{count} password is in the file. It was not kept: import in the window to keep it.",
            "{count} passwords are in the file. None was kept: import in the window to keep them.",
            count,
        )
        out.write(said.format(count=count) + "\n")


def _where(instance: Instance) -> str:
    user = f"{instance.access.user}@" if instance.access.user else ""
    return f"{TYPE_NAMES[instance.type]}  {user}{instance.address}:{instance.port}"


def _show_changes(found: Changes, out: TextIO) -> None:
    for record in found.added:
        out.write(visible(f"+ {key_of(type(record))}  {record.name}") + "\n")
    for _before, record in found.changed:
        out.write(visible(f"~ {key_of(type(record))}  {record.name}") + "\n")
    out.writelines(visible(f"! {refusal}") + "\n" for refusal in found.refused)
    if count := len(found.unchanged):
        said = ngettext("{count} record is unchanged.", "{count} records are unchanged.", count)
        out.write(said.format(count=count) + "\n")
