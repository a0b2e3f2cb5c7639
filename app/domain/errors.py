"""The errors the console speaks of.

* ConsoleError         shown to the user as it is, never as a traceback
  - UnreadableInput    a file that cannot be opened, or is not text
  - BadProfile         a profile or its parameters make no sense
  - BadUsage           the command line asks for what cannot be
  - Unwritable         a report or the settings could not be written
  - WorkerLost         a process that worked for us was killed
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


class Cancelled(ConsoleError):
    """The user stopped it."""
