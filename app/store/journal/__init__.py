"""The journal: an append-only, hash-chained record of every act, in the user's data folder."""

from app.store.journal.found import Found, Wanted
from app.store.journal.journal import Journal
from app.store.journal.reading import Page
from app.store.journal.verifying import verify_file

__all__ = ["Found", "Journal", "Page", "Wanted", "verify_file"]
