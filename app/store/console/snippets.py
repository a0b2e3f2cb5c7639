"""Snippets: those that come with the program, and the user's, which go before them.

The user's stand in a JSON file of theirs, which may be carried to another computer. A file that is
no JSON is kept as it is and told; so is one that a newer Mohist wrote.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from app.domain.console.snippet import Snippet
from app.domain.dialect import Dialect
from app.domain.errors import BadInput, UnreadableInput
from app.i18n import _
from app.paths import resource

VERSION = 1
_WORD = re.compile(r"[\w-]{1,40}")
_LONGEST = 64 * 1024  # characters of a text


class Found(NamedTuple):
    """What stands in a file, or why it is not used."""

    snippets: tuple[Snippet, ...] = ()
    trouble: UnreadableInput | None = None


def built_in() -> tuple[Snippet, ...]:
    """Those that come with the program."""
    return decode(resource("snippets.json").read_bytes())


def read(path: Path) -> Found:
    """The user's snippets."""
    try:
        return Found(decode(path.read_bytes()))
    except FileNotFoundError:
        return Found()
    except OSError as error:
        reason = error.strerror or str(error)
    except BadInput as error:
        reason = str(error)
    return Found(
        trouble=UnreadableInput(
            _("The snippets in {file} cannot be read: {reason}").format(file=path, reason=reason),
            hint=_("The file is not touched until you save a snippet; repair or move it first."),
        )
    )


def all_of(path: Path) -> Found:
    """The user's snippets in that file, and the shipped ones they do not hide."""
    found = read(path)
    return Found(merged(found.snippets, built_in()), found.trouble)


def decode(content: bytes) -> tuple[Snippet, ...]:
    """The snippets of a file.

    Raises:
        BadInput: it is none of ours.
    """
    try:
        stored = json.loads(content)
        if stored["version"] > VERSION:
            raise BadInput(_("A newer Mohist wrote it."))
        return tuple(
            checked(
                Snippet(
                    each["word"],
                    each["text"],
                    each.get("title", ""),
                    Dialect(each["dialect"]) if each.get("dialect") else None,
                )
            )
            for each in stored["snippets"]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(_("It is no file of snippets.")) from error


def encode(snippets: Iterable[Snippet]) -> bytes:
    """What stands in a file."""
    stored = [
        {
            "word": each.word,
            "title": each.title,
            "dialect": each.dialect or "",
            "text": each.text,
        }
        for each in snippets
    ]
    text = json.dumps({"version": VERSION, "snippets": stored}, indent=1, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def checked(snippet: Snippet) -> Snippet:
    """The same snippet.

    Raises:
        BadInput: it cannot be one.
    """
    if not isinstance(snippet.word, str) or not _WORD.fullmatch(snippet.word):
        raise BadInput(
            _("A snippet needs a word to be written by."),
            hint=_("Letters, digits, _ and - only, 40 at the most."),
        )
    if not isinstance(snippet.text, str) or not 0 < len(snippet.text) <= _LONGEST:
        raise BadInput(_("A snippet needs a text, of 64 KB at the most."))
    return snippet


def merged(user: Iterable[Snippet], shipped: Iterable[Snippet]) -> tuple[Snippet, ...]:
    """All snippets; one of the user's hides a shipped one of the same word and dialect."""
    found = {(each.word, each.dialect): each for each in shipped}
    found |= {(each.word, each.dialect): each for each in user}
    return tuple(sorted(found.values(), key=lambda each: (each.word, each.dialect or "")))
