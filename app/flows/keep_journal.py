"""What is done with the journal as a whole: an anchor, a check, a broken one set aside."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.auth.signing import Workstation, check
from app.domain.errors import UnreadableInput, Unwritable
from app.domain.journal import Anchor, Deed, Verdict
from app.domain.rights import Ability
from app.domain.stop import Stop
from app.flows.rights import Warden, needs
from app.i18n import _
from app.store.journal import Journal
from app.store.journal.anchors import read_anchor_file, written


def verify_against(
    journal: Journal, anchors: Sequence[Path], stop: Stop | None = None,
    tell: Callable[[float], object] = lambda _share: None,
) -> Verdict:  # fmt: skip
    """Check all of it, also against anchors in these files.

    Raises:
        UnreadableInput: a file cannot be read, or is no anchor.
        Cancelled: `stop` was set.
    """
    return journal.verify(stop, [read_anchor_file(path, check) for path in anchors], tell)


def take_anchor(journal: Journal) -> Anchor:
    """What to keep elsewhere, of the newest entry.

    Raises:
        UnreadableInput: there is no entry yet, or it cannot be read.
    """
    anchor = journal.anchor()
    if anchor is None:
        raise UnreadableInput(
            _("There is no journal yet."),
            hint=_("It begins with the first act on a server."),
        )
    return anchor


def save_anchor(anchor: Anchor, path: Path) -> Path:
    """Write it into a new file: one that is there may be an anchor that is still needed.

    Raises:
        Unwritable: there is such a file, or it cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(written(anchor))
    except OSError as error:
        said = _("The anchor could not be written to {where}: {reason}.")
        raise Unwritable(
            said.format(where=path, reason=error.strerror or error),
            hint=_("Name a new file in a folder you may write to."),
        ) from error
    return path


@needs(Ability.CHANGE_STORE)
def set_journal_aside(journal: Journal, warden: Warden) -> Path | None:
    """Keep it and begin a new one, which says by whom; where it is kept, None without any.

    Raises:
        Refused: whoever sits in front may not.
        Unwritable: it could not be done.
    """
    kept = journal.set_aside()
    if kept is not None:
        text = _("{user} set the journal aside: it is kept in {folder}.")
        said = text.format(user=warden.user.shown, folder=kept)
        warden.note(Deed.STORE_CHANGED, said, facts=(("folder", str(kept)),))
    return kept


@needs(Ability.MOVE_SECRETS)
def replace_key(station: Workstation, warden: Warden, stop: Stop) -> None:
    """Have another key sign the journal; the entry that says so is the first it signs.

    Raises:
        Refused: whoever sits in front may not.
        SecretUnavailable: no key lasts here, or the place where it is kept is locked.
        Unwritable: the journal could not be written; the next entry names the key then.
        Cancelled: `stop` was set.
    """
    name = station.replace(stop)
    said = _("{user} replaced the key that signs the journal.").format(user=warden.user.shown)
    warden.note(Deed.KEY_REPLACED, said, facts=(("fingerprint", name),))
