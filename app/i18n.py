"""Words for the user, in the user's language. No Qt: the audit speaks too.

`_()` where a text is shown, `N_()` where it is declared long before that. Texts are whole
sentences with named places, filled in after translation: `_("{table} has no key").format(…)`.
"""

import gettext
import locale
import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.paths import resource

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""Every language that is complete, with its name in itself."""

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def system_language() -> str:
    """The language of this system where it is one of ours, else English."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    if not said:
        said = locale.getlocale()[0] or ""
    return "zh_CN" if said.lower().startswith(("zh", "chinese")) else "en"


def install(language: str) -> None:
    """Speak `language` from now on; an empty one means the system's."""
    global _catalogue, _language
    _language = language if language in LANGUAGES else system_language()
    _catalogue = gettext.translation(
        "mohist", resource("locale"), [_language], fallback=_language == "en"
    )


def language() -> str:
    """The language spoken now, a key of `LANGUAGES`."""
    return _language


@contextmanager
def speaking(other: str) -> Iterator[None]:
    """Speak another language for a while (a report for somebody else)."""
    before = _language
    install(other)
    try:
        yield
    finally:
        install(before)


def _(text: str) -> str:
    """`text` in the language spoken now."""
    return _catalogue.gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the phrase that goes with `count`."""
    return _catalogue.ngettext(one, many, count)


def N_(text: str) -> str:
    """Mark `text` for the translators and leave it as it is."""
    return text
