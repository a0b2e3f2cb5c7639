"""Signing in put together: who says who somebody is, where that is kept, and what shows it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.auth.oauth import NAME, Account, Provider
from app.flows.provider_book import ProviderBook
from app.flows.rights import Notes
from app.flows.sign_in_notes import SignInNotes
from app.store.account import account
from app.views.main_window import MainWindow
from app.views.sign_in.room import SignInRoom
from app.views.theme_keeper import ThemeKeeper
from app.workers.identity import Identity
from app.workers.people_keeper import PeopleKeeper
from app.workers.provider_keeper import ProviderKeeper
from app.workers.purse import Purse
from app.workers.secret_keeper import SecretKeeper


def make_sign_in(
    settings: Path, secrets: SecretKeeper, people: PeopleKeeper, journal: Notes,
    window: MainWindow, themes: ThemeKeeper, parent: QObject,
) -> SignInRoom:  # fmt: skip
    """The room over `providers.json` in the settings. `people` know the user of what a provider
    says, and what whoever is signed in may do.
    """
    standing = people.standing
    notes = SignInNotes(journal, account())
    identity = Identity(
        standing.user, partial(_account, Purse(secrets)), people.directory.find, notes, parent
    )
    identity.changed.connect(lambda: people.sit(identity.user))
    book = ProviderBook(settings / NAME, secrets, standing.warden, journal)
    room = SignInRoom(
        identity, standing, ProviderKeeper(book, parent), window, lambda: themes.now, parent
    )  # fmt: skip
    room.said.connect(window.notices.say)
    room.failed.connect(window.notices.present)
    return room


def _account(purse: Purse, provider: Provider) -> Account:
    """Tokens come from, and go to, where secrets are kept."""
    return Account(provider, purse.ask, purse.keep, purse.forget)
