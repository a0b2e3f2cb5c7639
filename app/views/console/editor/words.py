"""The word at a cursor, as SQL has words."""

import re

from PySide6.QtGui import QTextCursor

from app.models.editing.typed_text import points
from app.models.source_text import units

_WORD = re.compile(r"[\w$#]+")


def select_word(cursor: QTextCursor) -> None:
    """Select the word that a cursor stands in or touches; nothing where there is none."""
    block = cursor.block()
    text = block.text()
    column = points(text, cursor.positionInBlock())
    for found in _WORD.finditer(text):
        if found.start() <= column <= found.end():
            cursor.setPosition(block.position() + units(text[: found.start()]))
            end = block.position() + units(text[: found.end()])
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            return


def word_before(cursor: QTextCursor) -> str:
    """The part of a word that stands before a cursor."""
    block = cursor.block()
    before = block.text()[: points(block.text(), cursor.positionInBlock())]
    found = re.search(r"[\w$#]*\Z", before)
    return found[0] if found else ""
