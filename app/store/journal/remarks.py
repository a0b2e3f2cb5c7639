"""What the journal says of itself, in words."""

from datetime import timedelta

from app.domain.journal import Happening, NewKey, Note
from app.i18n import _
from app.store.journal.chain import Said, Standing


def remark_of(said: Said) -> tuple[str, bool] | None:
    """What is to be known of a note or a key, and whether somebody should look at it."""
    body = said.body
    if isinstance(body, NewKey):
        text = _of_key(body, said.standing)
        return (text, said.standing is Standing.STRANGE) if text else None
    return of_note(body), body.what is Happening.CUT


def of_note(note: Note) -> str:
    """What happened to the journal."""
    match note.what:
        case Happening.TORN:
            said = _("the line before was not finished ({size} bytes kept).")
        case Happening.SET_ASIDE:
            said = _("an older journal was set aside ({size} bytes kept).")
        case Happening.CUT:
            said = _("entry {size}, which the keychain remembers, was not there any more.")
        case Happening.CLOCK if note.seconds > 0:
            said = _("the clock was put forward by {time}.")
        case Happening.CLOCK if note.seconds < 0:
            said = _("the clock was put back by {time}.")
        case Happening.CLOCK:
            said = _("the clock was put back.")
    time = timedelta(seconds=abs(round(note.seconds)))
    return said.format(size=note.size, time=time)


def _of_key(key: NewKey, standing: Standing) -> str:
    match standing:
        case Standing.VOUCHED:
            return _("another key signs from here on; the one before vouches for it.")
        case Standing.STRANGE:
            return _("another key signs from here on, and none before vouches for it.")
        case Standing.FIRST if not key.lasting:
            return _("a key of one run of the program signs from here on: no keychain held one.")
    return ""


def unsigned(why: str) -> str:
    """Why entries have no signature."""
    match why:
        case "locked":
            return _("not signed from here on: the keychain or vault did not give the key.")
        case "waiting":
            return _("not signed from here on: the keychain or vault had not answered yet.")
    return _("not signed from here on: whoever wrote it had no key.")
