"""Collect the words the user sees, keep the translations beside them, and compile them.

    python installer/words.py update     new texts into resources/locale/*/LC_MESSAGES/mohist.po
    python installer/words.py compile    the .mo files the program reads
    python installer/words.py check      exit 1 where a text is untranslated or a .mo is old

Three sources: `_()`, `N_()` and `ngettext()` in the code, the documentation of every rule, and
what the catalogue of metrics says to people.
"""

import gettext
import io
import string
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.audit.registry import catalogue  # noqa: E402
from app.i18n import LANGUAGES  # noqa: E402
from app.monitor.catalogue import load  # noqa: E402

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
SECTIONS = ("title", "why", "instead")


def texts() -> Catalog:
    """Every text there is, in English, with where it stands."""
    found = Catalog(project="mohist", charset="utf-8")
    code = extract_from_dir(ROOT / "app", [("**.py", "python")], keywords=KEYWORDS)
    for file, _line, message, comments, _context in code:
        found.add(message, locations=[(f"app/{file}", 0)], auto_comments=comments)
    for rule in catalogue().values():
        for section in SECTIONS:
            found.add(rule.section(section), locations=[(f"rule {rule.id}, {section}", 0)])
    for metric in load().metrics.values():
        for said in (metric.title, metric.group, metric.chart, metric.why):
            if said:
                found.add(said, locations=[(f"resources/metrics/{metric.family}.toml", 0)])
    return found


def po_file(language: str) -> Path:
    """The translations into `language`."""
    return ROOT / "resources" / "locale" / language / "LC_MESSAGES" / "mohist.po"


def translations(language: str) -> Catalog:
    """What is translated into `language` so far."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, project="mohist", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(language: str) -> bytes:
    """The .mo file of `language` as it should be."""
    made = io.BytesIO()
    write_mo(made, translations(language))
    return made.getvalue()


def update() -> int:
    """Bring every .po file to the texts of today; what is gone is dropped."""
    for language in LANGUAGES:
        if language == "en":
            continue
        known = translations(language)
        known.update(texts(), no_fuzzy_matching=True, update_creation_date=False)
        known.obsolete.clear()
        known.fuzzy = False
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        with po_file(language).open("wb") as file:
            write_po(
                file, known, width=100, omit_header=False, sort_by_file=True, include_lineno=False
            )
    return 0


def compile_all() -> int:
    """Write the .mo files."""
    for language in LANGUAGES:
        if language != "en":
            po_file(language).with_suffix(".mo").write_bytes(compiled(language))
    return 0


def complaints() -> list[str]:
    """What is untranslated, loses a place such as {table}, or is not compiled."""
    said = []
    for language in LANGUAGES:
        if language == "en":
            continue
        known = translations(language)
        for message in texts():
            if not message.id:
                continue
            there = known.get(message.id)
            strings = there.string if there else ""
            forms = strings if isinstance(strings, tuple | list) else (strings,)
            if not all(forms):
                said.append(f"{language}: not translated: {message.id!r}")
            elif places(message.id) != places(strings or ""):
                said.append(f"{language}: other places than in English: {message.id!r}")
        mo = po_file(language).with_suffix(".mo")
        if not mo.exists() or spoken(mo.read_bytes()) != spoken(compiled(language)):
            said.append(f"{language}: {mo.name} is old: python installer/words.py compile")
    return said


def spoken(mo: bytes) -> dict[str, str]:
    """What a .mo file says; its header names the version of Babel and is left out."""
    said: dict[str, str] = vars(gettext.GNUTranslations(io.BytesIO(mo)))["_catalog"]
    return {text: words for text, words in said.items() if text}


def places(text: str | tuple[str, ...] | list[str]) -> set[str]:
    """The `{places}` in a text or in any of its plural forms."""
    forms = (text,) if isinstance(text, str) else text
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}


def check() -> int:
    """Say what is missing."""
    said = complaints()
    sys.stdout.write("".join(f"{line}\n" for line in said))
    return 1 if said else 0


if __name__ == "__main__":
    actions = {"update": update, "compile": compile_all, "check": check}
    sys.exit(actions[sys.argv[1]]() if sys.argv[1:2] and sys.argv[1] in actions else 2)
