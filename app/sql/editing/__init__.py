"""What an editor asks of the text in it: the statement at the cursor, binds, folds, brackets.

A text being written is broken most of the time, so everything here takes any text, never raises,
and answers as well as it can.
"""

from app.sql.editing.binds import Bind, BindKind, binds
from app.sql.editing.brackets import bracket_pair
from app.sql.editing.comments import comment_toggle
from app.sql.editing.folds import Fold, folds
from app.sql.editing.part import Part
from app.sql.editing.script import Script, statement_at, statements

__all__ = [
    "Bind",
    "BindKind",
    "Fold",
    "Part",
    "Script",
    "binds",
    "bracket_pair",
    "comment_toggle",
    "folds",
    "statement_at",
    "statements",
]
