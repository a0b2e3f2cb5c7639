"""Who is signed in: brought in by a provider, confirmed while they are here, and let go."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.auth.oauth import Claims, DeviceCode, Provider, Providers
from app.domain.errors import (
    BadInput,
    Cancelled,
    ConsoleError,
    SecretUnavailable,
    SignInFailed,
    Unwritable,
)
from app.domain.people import Role, Status, User
from app.domain.stop import Stop
from app.i18n import _
from app.workers.errand import Errand
from app.workers.identity_parts import AccountLike, AttemptLike, Notes, State, Ways
from app.workers.lane import Job, Lane

GRACE = 8 * 3600.0
"""Seconds somebody stays signed in while their provider cannot be asked: a shift."""
_BEFORE = 45.0
"""Seconds before the end of a token at which it is renewed; an account does so from 60 on."""
_OFTEN, _SELDOM = 30.0, 900.0
"""Seconds between two questions to the provider, at least (also when it was away) and at most."""


@dataclass(frozen=True, slots=True)
class _Confirmed:
    """What a lane brings home."""

    user: User
    ends: float
    """Seconds since 1970 at which the access token ends; 0 where nobody knows."""


class Identity(QObject):
    """Lives in the GUI thread; all that waits is done in a lane.

    Signals:
        changed: `state`, `user`, `provider`, `address` or `code` is another.
        wanted: somebody has to sign in: nobody is any more who was when the console ended.
        failed: a `ConsoleError`: it did not work, or somebody is not signed in any more.
    """

    changed = Signal()
    wanted = Signal()
    failed = Signal(object)
    _address_came = Signal(object, object)
    _code_came = Signal(object, object)

    def __init__(
        self,
        local: User,
        account_of: Callable[[Provider], AccountLike],
        find: Callable[[Provider, Claims, Stop], User],
        notes: Notes,
        parent: QObject | None = None,
        *,
        grace: float = GRACE,
        ways: Ways | None = None,
    ) -> None:
        """`find` has the user of what a provider says, and makes one on first sight; `notes` write
        to the journal. Both are called in a lane.
        """
        super().__init__(parent)
        self._local, self._account_of, self._find = local, account_of, find
        self._notes, self._grace, self._ways = notes, grace, ways or Ways()
        self._lane = Lane("identity", self)
        self._job: Job[Any] | None = None
        self._attempt: list[AttemptLike] = []  # filled by the lane, and a new one each time
        self._opener: Callable[[str], object] = lambda _address: False
        self._confirmed = (0.0, 0.0)  # by the clock of the day, and by one that nobody sets
        self._away = False
        """Whether nobody is in only because their provider could not be asked yet."""
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._confirm)
        self._address_came.connect(self._open)
        self._code_came.connect(self._show)
        self.state, self.user = State.LOCAL, local
        self.providers: tuple[Provider, ...] = ()
        self.provider: Provider | None = None
        """At whom somebody is signed in, or is about to be."""
        self.address, self.opened = "", False
        """Where the browser was sent, and whether there was one."""
        self.code: DeviceCode | None = None
        self.unread = False
        """Whether it could not be read who was signed in; `resume` may tell later."""

    def know(self, found: Providers) -> None:
        """Take the providers there are. With one that is not understood, too, nobody is the owner
        only because they are here: a slip in a file must not open what was closed.
        """
        self.providers = found.providers
        wanted = bool(found.providers or found.kept)
        before = self.provider
        if before is not None:
            self.provider = next((each for each in found.providers if _same(each, before)), None)
            if self.provider is None:
                self._end(before, _("The provider was taken out of the settings, or changed."))
                self._drop()
        if self.provider is None:
            self._stand(State.OUT if wanted else State.LOCAL)
        else:
            self.changed.emit()

    @property
    def left(self) -> float:
        """Seconds until somebody whom no provider confirms is signed out. The clock of this
        computer, set back, makes it no longer; nor does its sleep.
        """
        day, steady = self._confirmed
        gone = max(self._ways.clock() - day, self._ways.steady() - steady)
        return max(self._grace - gone, 0.0)

    def sign_in(
        self, provider: Provider, opener: Callable[[str], object], *, device: bool = False
    ) -> None:
        """Begin; `opener` is given the address in this thread, and says False without a browser.
        With `device`, a `code` comes instead. Nothing happens where somebody is signed in.
        """
        if self.state is not State.OUT:
            return
        self._again.stop()
        self._away, self._opener, self.provider = False, opener, provider
        attempt: list[AttemptLike] = []
        self._attempt = attempt
        account = self._account_of(provider)

        def open_browser(address: str) -> None:
            self._address_came.emit(attempt, address)

        def show_code(code: DeviceCode) -> None:
            self._code_came.emit(attempt, code)

        def refused(text: str) -> None:
            self._notes.refused(provider, text)

        def come(stop: Stop) -> _Confirmed:
            secret = account.secret(stop)
            if device:
                tokens = self._ways.device(provider, show_code, secret, stop)
            else:
                attempt.append(
                    self._ways.browser(provider, open_browser, secret=secret, refused=refused)
                )
                tokens = attempt[0].run(stop)
            account.keep(tokens, stop)
            try:
                confirmed = self._asked(provider, account, stop)
                stop.check()
                self._notes.came(confirmed.user, provider)
            except (ConsoleError, Cancelled):
                with suppress(ConsoleError, Cancelled):
                    account.sign_out(Stop())  # nobody came in: nothing of it is left behind
                raise
            return confirmed

        def work(stop: Stop) -> _Confirmed:
            try:
                return come(stop)
            except Cancelled:
                raise
            except ConsoleError as error:
                if not isinstance(error, Unwritable):
                    self._notes.failed(provider, error)
                raise

        self._submit(work, self._enter, self._not_entered)
        self._stand(State.COMING)

    def resume(self) -> None:
        """Go on as whoever was signed in when the console ended, if anybody was. A provider that
        is away is asked again until it answers or somebody begins anew: the grace begins when it
        has confirmed somebody, for what lies here would have to be believed otherwise.
        """
        if self.state is not State.OUT:
            return
        accounts = [(each, self._account_of(each)) for each in self.providers]

        def work(stop: Stop) -> tuple[Provider, _Confirmed] | None:
            for provider, account in accounts:
                if account.kept(stop) is not None:
                    confirmed = self._asked(provider, account, stop)
                    self._notes.came(confirmed.user, provider, resumed=True)
                    return provider, confirmed
            return None

        self._submit(work, self._resumed, self._not_resumed)
        self._stand(State.COMING)

    def _resumed(self, found: tuple[Provider, _Confirmed] | None) -> None:
        self._away = self.unread = False
        if found is None:
            self._drop()
            self._stand(State.OUT)
            self.wanted.emit()
        else:
            self.provider, confirmed = found
            self._enter(confirmed)

    def _not_resumed(self, error: ConsoleError) -> None:
        told = self._away
        self.unread = isinstance(error, SecretUnavailable)  # asked again, it may prompt again
        self._away = not self.unread and not (isinstance(error, SignInFailed) and error.again)
        self._drop()
        if self._away:
            self._wake_in(_OFTEN)
        self._stand(State.OUT)
        if not told:
            self.wanted.emit()
            self.failed.emit(error)

    def cancel(self) -> None:
        """Let an attempt go."""
        if self.state is State.COMING:
            self._away = False
            self._drop()
            self._stand(State.OUT)

    def paste(self, address: str) -> None:
        """Take the address the browser ended at; the attempt goes on where it is not the one."""
        attempt = self._attempt

        def work(_stop: Stop, _tell: Callable[[float], object]) -> None:
            if not attempt:
                raise BadInput(_("No sign-in waits for an address now."), hint=_("Begin again."))
            attempt[0].paste(address)

        errand = Errand("pasted address", work)
        errand.failed.connect(self.failed)

    def sign_out(self) -> None:
        """Be nobody from now on, and have the provider end the tokens, which may take a while."""
        provider = self.provider
        if provider is None or self.state not in (State.IN, State.OFFLINE):
            return
        account, user = self._account_of(provider), self.user

        def work(stop: Stop) -> None:
            try:
                self._notes.left(user, provider)
            finally:
                account.sign_out(stop)

        self._drop()
        self._apart(work)
        self._stand(State.OUT)

    def close(self) -> None:
        """End; who is signed in is so again at the next start."""
        self._again.stop()
        self._lane.close()

    def _asked(self, provider: Provider, account: AccountLike, stop: Stop) -> _Confirmed:
        claims = account.facts(stop)
        tokens = account.kept(stop)
        return _Confirmed(self._find(provider, claims, stop), tokens.ends if tokens else 0.0)

    def _submit(
        self,
        work: Callable[[Stop], Any],
        done: Callable[[Any], object],
        failed: Callable[[ConsoleError], object],
    ) -> None:
        self._job = self._lane.submit(work)
        self._job.succeeded.connect(done)
        self._job.failed.connect(failed)

    def _apart(self, work: Callable[[Stop], object]) -> None:
        """Have done what no attempt waits for, and none cancels."""
        self._lane.submit(work).failed.connect(self.failed)

    def _end(self, provider: Provider, reason: str) -> None:
        """Write down that whoever is signed in there is so no longer."""
        if self.state in (State.IN, State.OFFLINE):
            user = self.user
            self._apart(lambda _stop: self._notes.ended(user, provider, reason))

    @Slot()
    def _confirm(self) -> None:
        """Ask the provider whether it still stands, and renew the tokens where they end."""
        provider = self.provider
        if self._away:
            self.resume()
        if provider is None or self.state not in (State.IN, State.OFFLINE):
            return
        account = self._account_of(provider)
        self._submit(
            lambda stop: self._asked(provider, account, stop), self._enter, self._not_confirmed
        )

    def _enter(self, confirmed: _Confirmed) -> None:
        now = self._ways.clock()
        self._confirmed = (now, self._ways.steady())
        ahead = confirmed.ends - now - _BEFORE if confirmed.ends else _SELDOM
        self._wake_in(min(max(ahead, _OFTEN), _SELDOM))
        self._stand(State.IN, confirmed.user)

    def _not_entered(self, error: ConsoleError) -> None:
        self._drop()
        self._stand(State.OUT)
        self.failed.emit(error)

    def _not_confirmed(self, error: ConsoleError) -> None:
        over = isinstance(error, SignInFailed) and error.again
        if not over and self.left > 0:
            self._wake_in(min(_OFTEN, self.left))
            self._stand(State.OFFLINE, self.user)
            return
        if self.provider is not None:
            self._end(self.provider, str(error))
        self._not_entered(error)
        if not over:  # what signs them in is still kept: a laptop woke before its network did
            self._away = True
            self._wake_in(_OFTEN)

    def _wake_in(self, seconds: float) -> None:
        self._again.start(int(seconds * 1000) + 1)

    @Slot(object, object)
    def _open(self, attempt: object, address: str) -> None:
        if attempt is self._attempt and self.state is State.COMING:
            self.address, self.opened = address, self._opener(address) is not False
            self.changed.emit()

    @Slot(object, object)
    def _show(self, attempt: object, code: DeviceCode) -> None:
        if attempt is self._attempt and self.state is State.COMING:
            self.code = code
            self.changed.emit()

    def _drop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job, self._attempt, self.provider = None, [], None
        self._again.stop()

    def _stand(self, state: State, user: User | None = None) -> None:
        if user is None:
            user = self._local if state is State.LOCAL else self._nobody
        self.address, self.opened, self.code = "", False, None
        self.state, self.user = state, user
        self.changed.emit()

    @property
    def _nobody(self) -> User:
        """Whoever is here while a provider should say who it is: they may do nothing."""
        return User("", self._local.username, role=Role.VIEWER, status=Status.BLOCKED)


def _same(one: Provider, other: Provider) -> bool:
    """Whether who signed in by the one may stay by the other: it may have got another name."""
    return (one.id, one.recipient) == (other.id, other.recipient)
