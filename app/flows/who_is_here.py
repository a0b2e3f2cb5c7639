"""Who works with commands and services: the window knows of itself, these have to ask.

Where no provider of sign-ins is set, whoever uses this computer owns the console, as in the
window. Where one is, whoever signed in there in the window is it; commands sign nobody in.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.auth.oauth import NAME, Account, Claims, Provider, Providers, read_providers
from app.auth.secrets import Secrets
from app.domain.errors import ConsoleError, Refused, StoreTrouble
from app.domain.journal import Deed, Event
from app.domain.people import Role, Status, User
from app.domain.stop import Stop
from app.flows.exchange_inventory import chosen, opened
from app.flows.people import Directory
from app.flows.rights import Notes, Warden, made_in_rights, warden_of_this_computer
from app.i18n import _
from app.paths import data_folder, settings_folder
from app.store import settings
from app.store.account import account
from app.store.people.store import People

Asks = Callable[[Provider, Secrets, Stop], Claims | None]
"""What a provider says of whoever is signed in there; None where nobody is."""


def warden_of_commands(journal: Notes, store: str = "", ask: Asks | None = None) -> Warden:
    """Of whoever gives commands at this computer; `store` is another inventory for this run.

    What they may is said by the inventory, of a team's by the clock of its server.

    Raises:
        Refused: a provider or the team's inventory should say who it is, and nobody is signed in.
        SignInFailed: the provider could not be asked.
        SecretUnavailable: the tokens cannot be read now.
        StoreTrouble: the inventory does not open.
    """
    found, alone = _providers(), warden_of_this_computer(journal)
    here = isinstance(chosen(store)[0], Path)
    if found.providers or found.kept:
        signed_in = _signed_in(found.providers, ask or _asked)
        if signed_in is None:
            raise _nobody(journal)
    elif here:
        return alone
    else:
        signed_in = None
    try:
        with opened(store) as inventory:
            people = People(inventory)
            directory = Directory(lambda call: call(people), alone, journal)
            user = alone.user if signed_in is None else directory.find(*signed_in, Stop())
            heard = directory.heard(user)
    except StoreTrouble:
        if not here or signed_in is None:
            raise
        # a file of theirs, which holds nobody back: somebody has to put it right
        _provider, claims = signed_in
        user = User("", claims.username, claims.name, claims.name_cn, role=Role.OWNER)
        return Warden(user, made_in_rights(), journal)
    if not heard.user.id and heard.user.status is Status.BLOCKED:
        raise _nobody(journal)
    return Warden(heard.user, heard.rights, journal, heard.clock)


def _nobody(journal: Notes) -> Refused:
    """Also in the journal: somebody tried."""
    text = _("Nobody is signed in, so it is not known who gives this command.")
    journal.note(Event(Deed.REFUSED, account(), text, facts=(("why", "nobody"),)))
    return Refused(text, hint=_("Sign in in the window: commands go by that."))


def _signed_in(providers: Iterable[Provider], ask: Asks) -> tuple[Provider, Claims] | None:
    with _secrets() as secrets:
        for provider in providers:
            claims = ask(provider, secrets, Stop())
            if claims is not None:
                return provider, claims
    return None


def warden_of_service(journal: Notes) -> Warden:
    """Of a collector: it looks at servers and changes nothing, whoever started it."""
    called = _("collector ({account})").format(account=account())
    return Warden(User("", called, role=Role.VIEWER), made_in_rights(), journal)


def _providers() -> Providers:
    try:
        return read_providers(settings_folder() / NAME)
    except ConsoleError as error:  # nobody owns the console because a file is broken
        return Providers(kept=(None,), troubles=(error,))


@contextmanager
def _secrets() -> Iterator[Secrets]:
    """Where the window keeps them."""
    from app.auth.keychain import Keychain
    from app.auth.secrets import Place
    from app.auth.vault import Vault

    chosen = settings.read(settings_folder() / "settings.json").settings.secrets
    secrets = Secrets(Keychain(), Vault(data_folder() / "vault"))
    try:
        secrets.choose(Place(chosen) if chosen else secrets.first_ready())
        yield secrets
    finally:
        secrets.close()


def _asked(provider: Provider, secrets: Secrets, stop: Stop) -> Claims | None:
    there = Account(
        provider, secrets.get, lambda name, value, stop: secrets.put(name, value, stop=stop),
        secrets.forget,
    )  # fmt: skip
    return there.facts(stop) if there.kept(stop) is not None else None
