"""All tabs of the console: a folder of files, which one running program holds at a time.

    drafts/1/lock          held by the program for as long as it runs
    drafts/1/tabs.json     the order of the tabs, and which was in front; worth little
    drafts/1/ID.draft      a tab
    drafts/1/closed/…      the tabs closed last, to be opened again
    drafts/2/…             of a second program that ran beside the first

Whoever starts takes the first folder that is free, and takes over what stands in all others that
are free as well: a second program that was killed leaves nothing behind that nobody sees.
"""

import json
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from app import files
from app.domain.console.draft import Binding, Draft
from app.domain.errors import ConsoleError, StoreTrouble, Unwritable
from app.i18n import _
from app.store.console import draft_file
from app.store.console.draft_file import SUFFIX, DraftFile

MOST_CLOSED = 20
"""Closed tabs that are kept."""
_MOST_PROGRAMS = 99


@dataclass(frozen=True, slots=True)
class Restored:
    """What was there at the start."""

    tabs: tuple[Draft, ...] = ()
    """In their order."""
    front: str = ""
    """The id of the one in front; "" where that is not known."""
    troubles: tuple[ConsoleError, ...] = ()
    """What could not be read, a sentence each; nothing of it is lost."""


class Drafts:
    """The tabs of one running program. Every call waits for the disk: make it in a lane.

    Whatever writes raises Unwritable where the disk is full or the folder gone; nothing is lost
    by that, and the call may be made again.
    """

    def __init__(self, folder: Path) -> None:
        self._root = folder
        self._folder = folder
        self._files: dict[str, DraftFile] = {}
        self._unsynced: set[str] = set()
        self._held = ExitStack()

    def open(self) -> Restored:
        """Take a folder, and read what stands in it."""
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder = self._taken()
            front, order = _arrangement(self._folder)
            for other in sorted(self._root.iterdir()):
                if other.name.isdigit() and other != self._folder:
                    order += self._moved_from(other)
        except OSError as error:
            raise self._trouble(error) from error
        troubles: list[ConsoleError] = []
        tabs = {}
        for path in sorted(self._folder.glob(f"*{SUFFIX}"), key=_age):
            file, trouble = self._restored(path)
            if trouble is not None:
                troubles.append(trouble)
            if file is not None:
                self._files[file.id] = file
                tabs[file.id] = file.draft
        places = {id_: place for place, id_ in enumerate(order)}
        in_order = sorted(tabs.values(), key=lambda tab: places.get(tab.id, len(places)))
        return Restored(tuple(in_order), front, tuple(troubles))

    def add(self, draft: Draft) -> None:
        """A new tab, or one whose text is another one at once; on the disk when this returns."""
        try:
            if (file := self._files.get(draft.id)) is not None:
                file.rewrite(draft)
            else:
                path = self._folder / f"{draft.id}{SUFFIX}"
                self._files[draft.id] = DraftFile.made(path, draft)
        except OSError as error:
            raise self._trouble(error) from error

    def edit(self, id_: str, position: int, removed: int, added: str) -> None:
        """Put `added` in the place of `removed` characters; ValueError for no such place."""
        try:
            self._files[id_].edit(position, removed, added)
        except OSError as error:
            raise self._trouble(error) from error
        self._unsynced.add(id_)

    def bind(self, id_: str, binding: Binding) -> None:
        """Have what belongs to the tab beside its text be this."""
        try:
            self._files[id_].bind(binding)
        except OSError as error:
            raise self._trouble(error) from error
        self._unsynced.add(id_)

    def length(self, id_: str) -> int:
        """Of the tab's text as it is kept."""
        return self._files[id_].length

    def sync(self) -> None:
        """Return when all that was written is on the disk: no power cut takes it."""
        try:
            while self._unsynced:
                id_ = next(iter(self._unsynced))
                if (file := self._files.get(id_)) is not None:
                    file.sync()
                self._unsynced.discard(id_)
        except OSError as error:
            raise self._trouble(error) from error

    def arrange(self, order: tuple[str, ...], front: str) -> None:
        """Remember the order of the tabs."""
        content = json.dumps({"tabs": order, "front": front}).encode()
        try:
            files.write(self._folder / "tabs.json", content)
        except OSError as error:
            raise self._trouble(error) from error

    def close(self, id_: str) -> None:
        """Put a tab away; `reopen` gives it back. An empty one is gone."""
        file = self._files[id_]
        try:
            file.sync()
            if file.length:
                closed = self._folder / "closed"
                closed.mkdir(mode=0o700, exist_ok=True)
                file.path.touch()
                file.path.replace(closed / file.path.name)
                for path in sorted(closed.glob(f"*{SUFFIX}"), key=_age)[:-MOST_CLOSED]:
                    path.unlink()
            else:
                file.path.unlink()
            files.settle(self._folder)
        except OSError as error:
            raise self._trouble(error) from error
        del self._files[id_]
        file.close()

    def reopen(self) -> Draft | None:
        """The tab that was closed last; None where there is none."""
        try:
            for path in sorted((self._folder / "closed").glob(f"*{SUFFIX}"), key=_age)[::-1]:
                place = path.replace(self._folder / path.name)
                file, _health = draft_file.opened(place)
                if file is not None:
                    self._files[file.id] = file
                    return file.draft
        except OSError as error:
            raise self._trouble(error) from error
        return None

    def shut(self) -> None:
        """Let go of the folder, with all on the disk."""
        try:
            self.sync()
        finally:
            for file in self._files.values():
                file.close()
            self._files.clear()
            self._held.close()

    def _taken(self) -> Path:
        for number in range(1, _MOST_PROGRAMS + 1):
            folder = self._root / str(number)
            folder.mkdir(mode=0o700, exist_ok=True)
            with suppress(files.StillLocked):
                self._held.enter_context(files.locked(folder / "lock", 0))
                return folder
        raise OSError(_("too many programs hold a folder there"))

    def _moved_from(self, other: Path) -> list[str]:
        """Take over the tabs of a program that is no more; their order."""
        with suppress(files.StillLocked), files.locked(other / "lock", 0):
            order = _arrangement(other)[1]
            for path in sorted(other.glob(f"*{SUFFIX}"), key=_age):
                path.replace(self._folder / path.name)
                if path.stem not in order:
                    order.append(path.stem)
            return order
        return []

    def _restored(self, path: Path) -> tuple[DraftFile | None, ConsoleError | None]:
        try:
            file, _health = draft_file.opened(path)
            if file is not None:
                return file, None
            aside = _free_name(path)
            files.write(aside, path.read_bytes())
            draft = draft_file.found(path)
            if draft is not None:
                file = DraftFile.made(path, draft)
            else:
                path.unlink()
        except OSError as error:
            return None, self._trouble(error)
        said = _("A tab's text was damaged on the disk; it is shown up to the damage.")
        if draft is None:
            said = _("A tab's text was damaged on the disk, and nothing of it can be shown.")
        hint = _("The whole file was set aside as {file}.").format(file=aside)
        return file, StoreTrouble(said, hint=hint)

    def _trouble(self, error: OSError) -> Unwritable:
        return Unwritable(
            _("What is typed in the console cannot be kept on the disk: {reason}.").format(
                reason=error.strerror or error
            ),
            hint=_(
                "Go on typing: it is tried again and again. Until then save to a file elsewhere"
                " what must not be lost. The folder is {folder}."
            ).format(folder=self._folder),
        )


def _arrangement(folder: Path) -> tuple[str, list[str]]:
    """The tab in front and the order, where that can be read."""
    try:
        stored = json.loads((folder / "tabs.json").read_bytes())
        return str(stored["front"]), [str(id_) for id_ in stored["tabs"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "", []


def _age(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, path.name


def _free_name(path: Path) -> Path:
    """A name for the damaged file that no other has."""
    for number in count():
        aside = path.with_name(f"{path.name}.damaged{number or ''}")
        if not aside.exists():
            return aside
    raise AssertionError
