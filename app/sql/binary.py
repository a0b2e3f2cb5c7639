"""What is not text: common kinds of files by their first bytes, all others by their noise."""

from app.domain.errors import UnreadableInput
from app.i18n import N_, _

_ARCHIVES = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
)
_KINDS = (
    (b"%PDF", N_("a PDF document")),
    (b"\xd0\xcf\x11\xe0", N_("an Office document")),
    (b"{\\rtf", N_("an RTF document")),
    (b"\x89PNG", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"\x7fELF", N_("a program")),
    (b"MZ\x90", N_("a program")),
    (b"SQLite format 3\0", N_("an SQLite database")),
    (b"\xfebin", N_("a binary log of MySQL")),
)
_HEAD = 512  # bytes; a dump may hold binary values later on, but begins with text
_NOISE = bytes({*range(9), *range(0x0E, 0x20)} - {0x1A, 0x1B})
_NOISE_AT_MOST = 0.05  # a tenth of random bytes are noise


def refuse_binary(sample: bytes, *, wide: bool) -> None:
    """Raise UnreadableInput if a file that begins with `sample` is not text.

    `wide` tells that its text would be in UTF-16 or UTF-32, which is full of NULs.
    """
    for magic, name in _ARCHIVES:
        if sample.startswith(magic):
            raise UnreadableInput(
                _("It is not text: it is an archive of {name}.").format(name=name),
                hint=_("Unpack it first."),
            )
    for magic, kind in _KINDS:
        if sample.startswith(magic):
            raise UnreadableInput(
                _("It is not text: it is {kind}.").format(kind=_(kind)), hint=_plain()
            )
    head = sample[:_HEAD]
    noise = len(head) - len(head.translate(None, _NOISE))
    if not wide and noise > 2 + len(head) * _NOISE_AT_MOST:
        raise UnreadableInput(_("It is not text."), hint=_plain())


def _plain() -> str:
    return _("Only scripts in plain text can be audited.")
