"""The errors the console speaks of.

* ConsoleError         shown to the user as it is, never as a traceback
  - UnreadableInput    a file that cannot be opened, or is not text
  - BadProfile         a profile or its parameters make no sense
  - BadUsage           the command line asks for what cannot be
  - Unwritable         a report or the settings could not be written
  - WorkerLost         a process that worked for us was killed
  - BadInput           what was typed or imported makes no sense
  - StoreTrouble       the inventory's store is damaged, newer than we are, or out of reach
  - SecretUnavailable  the keychain or the vault does not give a secret now
  - ConnectFailed      a server could not be reached, or did not let us in
    + HostKeyUnknown   an SSH server was never seen before; the user may accept its key
    + LoginRefused     it answers and says no: too many connections, a command that lacks a right
      . AccountRefused it says no to this account or its password
  - SessionLost        a session broke; a new one may be made
  - StatementFailed    the server refused a statement, or broke it off
  - NotDelivered       a notice of an alert did not reach its channel
  - SignInFailed       the provider did not say who the user is, or is not to be believed
  - Refused            the console itself says no: read-only, no consent, dangerous
  - Unsupported        this server cannot do that
  - Cancelled          the user stopped it; nothing needs to be shown

Anything else that is raised is a bug of ours and ends in the crash dialog.
"""


class ConsoleError(Exception):
    """Something the user can understand and act on.

    `text` is one clear sentence, already in the user's language; `hint` says what to do next.
    """

    def __init__(self, text: str, *, hint: str = "") -> None:
        super().__init__(text)
        self.hint = hint

    def __reduce__(
        self,
    ) -> tuple[object, ...]:  # keyword-only arguments do not pickle by themselves
        return _rebuild, (type(self), str(self), self.hint)


def _rebuild(kind: type[ConsoleError], text: str, hint: str) -> ConsoleError:
    return kind(text, hint=hint)


class UnreadableInput(ConsoleError):
    """A file that cannot be opened, or is not text."""


class BadProfile(ConsoleError):
    """A profile or its parameters make no sense."""


class BadUsage(ConsoleError):
    """The command line asks for what cannot be."""


class Unwritable(ConsoleError):
    """A report or the settings could not be written."""


class WorkerLost(ConsoleError):
    """A process that worked for us was killed."""


class BadInput(ConsoleError):
    """What was typed or imported makes no sense."""


class StoreTrouble(ConsoleError):
    """The inventory's store is damaged, newer than we are, or out of reach."""


class SecretUnavailable(ConsoleError):
    """The keychain or the vault does not give a secret now."""


class ConnectFailed(ConsoleError):
    """A server could not be reached, or did not let us in."""


class LoginRefused(ConnectFailed):
    """The server is there, and does not let us in."""


class AccountRefused(LoginRefused):
    """It is the account or its password that is refused: to try again and again may lock it."""


class HostKeyUnknown(ConnectFailed):
    """An SSH server was never seen before.

    `line` is what accepting it would add to `file`, a file of known hosts.
    """

    def __init__(self, text: str, *, hint: str = "", line: str = "", file: str = "") -> None:
        super().__init__(text, hint=hint)
        self.line, self.file = line, file

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_unknown, (str(self), self.hint, self.line, self.file)


def _rebuild_unknown(text: str, hint: str, line: str, file: str) -> HostKeyUnknown:
    return HostKeyUnknown(text, hint=hint, line=line, file=file)


class SessionLost(ConsoleError):
    """A session broke; whatever it was doing may or may not have happened."""


class StatementFailed(ConsoleError):
    """The server refused a statement, or broke it off.

    `code` is the server's own (`1064`, `ORA-00942`, `WRONGTYPE`); `position` where in the
    statement, in characters from its start, when the server says so.
    """

    def __init__(
        self, text: str, *, hint: str = "", code: str = "", position: int | None = None
    ) -> None:
        super().__init__(text, hint=hint)
        self.code, self.position = code, position

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_failed, (str(self), self.hint, self.code, self.position)


def _rebuild_failed(text: str, hint: str, code: str, position: int | None) -> StatementFailed:
    return StatementFailed(text, hint=hint, code=code, position=position)


class NotDelivered(ConsoleError):
    """A notice of an alert did not reach its channel; it may be tried again.

    `lasting`: it will not get better by itself, somebody must see to it (a password, an address).
    `retry_after`: seconds for which the other side wants not to be asked again.
    """

    def __init__(
        self,
        text: str,
        *,
        hint: str = "",
        lasting: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(text, hint=hint)
        self.lasting, self.retry_after = lasting, retry_after

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_undelivered, (str(self), self.hint, self.lasting, self.retry_after)


def _rebuild_undelivered(
    text: str, hint: str, lasting: bool, retry_after: float | None
) -> NotDelivered:
    return NotDelivered(text, hint=hint, lasting=lasting, retry_after=retry_after)


class SignInFailed(ConsoleError):
    """The provider did not say who the user is, or what came in its name is not to be believed.

    `again`: only signing in again helps; what was kept of the last time is worth nothing any more.
    `code`: the provider's own word for it (RFC 6749: `access_denied`), "" where it is ours.
    """

    def __init__(self, text: str, *, hint: str = "", again: bool = False, code: str = "") -> None:
        super().__init__(text, hint=hint)
        self.again, self.code = again, code

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_sign_in, (str(self), self.hint, self.again, self.code)


def _rebuild_sign_in(text: str, hint: str, again: bool, code: str) -> SignInFailed:
    return SignInFailed(text, hint=hint, again=again, code=code)


class Refused(ConsoleError):
    """The console itself says no: read-only, no consent given, too dangerous."""


class Unsupported(ConsoleError):
    """This server, or this version of it, cannot do that."""


class Cancelled(ConsoleError):
    """The user stopped it."""
