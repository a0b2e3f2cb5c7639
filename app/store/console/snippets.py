"""Snippets: those that come with the program, and the user's, which go before them.

The user's stand in a JSON file of theirs, which may be carried to another computer. A file that is
no JSON is kept as it is and told; so is one that a newer Mohist wrote.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from app import files
from app.domain.console.snippet import Snippet
from app.domain.dialect import Dialect
from app.domain.errors import BadInput, UnreadableInput, Unwritable
from app.domain.validation import BadField
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
            hint=_("Nothing is written to it; repair it, or move it away."),
        )
    )


class Kept(NamedTuple):
    """The user's snippets, all there are, and why the user's are not used."""

    users: tuple[Snippet, ...] = ()
    all: tuple[Snippet, ...] = ()
    trouble: UnreadableInput | None = None


class SnippetFile:
    """The user's snippets in their file, and the shipped ones they do not hide; waits for the disk.

    What changes them gives what there is then, as `read` does.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Kept:
        """All there are now."""
        found = read(self._path)
        return Kept(found.snippets, merged(found.snippets, built_in()), found.trouble)

    def keep(self, snippet: Snippet, instead_of: Snippet | None = None) -> Kept:
        """Have one more of the user's, or another in the place of one of theirs.

        Raises:
            BadInput: it cannot be one, or there is another of that word.
            UnreadableInput: the file makes no sense; it is not touched.
            Unwritable: the file is out of reach.
        """
        checked(snippet)

        def change(users: list[Snippet]) -> list[Snippet]:
            rest = [each for each in users if instead_of is None or key(each) != key(instead_of)]
            if key(snippet) in map(key, rest):
                raise BadField(
                    _("You have a snippet of that word already."),
                    hint=_("Take another word, or change that one."), field="word",
                )  # fmt: skip
            return [*rest, snippet]

        return self._change(change)

    def forget(self, gone: Collection[Snippet]) -> Kept:
        """Delete some of the user's; a shipped one they hid is there again. Raises as `keep`."""
        keys = set(map(key, gone))
        return self._change(lambda users: [each for each in users if key(each) not in keys])

    def _change(self, change: Callable[[list[Snippet]], list[Snippet]]) -> Kept:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with files.locked(self._path.with_suffix(".lock")):
                found = read(self._path)
                if found.trouble is not None:
                    raise found.trouble
                users = change([*found.snippets])
                files.write(self._path, encode(users))
        except OSError as error:
            raise Unwritable(
                _("The snippets cannot be written to {file}: {reason}").format(
                    file=self._path, reason=error.strerror or error
                ),
                hint=_("See whether the folder is there, writable, and not full."),
            ) from error
        return self.read()


def key(snippet: Snippet) -> tuple[str, str]:
    """What no two of the user's share."""
    return snippet.word, snippet.dialect or ""


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
        raise BadField(
            _("A snippet needs a word to be written by."),
            hint=_("Letters, digits, _ and - only, 40 at the most."), field="word",
        )  # fmt: skip
    if not isinstance(snippet.text, str) or not 0 < len(snippet.text) <= _LONGEST:
        raise BadField(_("A snippet needs a text, of 64 KB at the most."), field="text")
    return snippet


def merged(user: Iterable[Snippet], shipped: Iterable[Snippet]) -> tuple[Snippet, ...]:
    """All snippets; one of the user's hides a shipped one of the same word and dialect."""
    found = {key(each): each for each in shipped} | {key(each): each for each in user}
    return tuple(sorted(found.values(), key=key))
