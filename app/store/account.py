"""Who works here, as the system knows it: the environment is the user's to set."""

import getpass
import os
import sys
from functools import cache


@cache
def account() -> str:
    """The name of the account; its number where the system has no name for it."""
    if sys.platform == "win32":
        try:
            return getpass.getuser()
        except (ImportError, KeyError, OSError):  # no variable names it
            return "?"
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
