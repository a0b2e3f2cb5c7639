"""Which lines of Redis must be confirmed by the command's name; looks at words alone."""

from app.domain.errors import BadInput
from app.engines.redis import guard
from app.sql.redis import words


def dangerous_name(line: str) -> str:
    """The command, in capitals, where it must be confirmed by its name; "" else."""
    try:
        command = words.split(line)
    except BadInput:
        return ""
    if guard.kind_of(command, None) is not guard.Kind.DANGEROUS:
        return ""
    return words.shown(command[0]).upper()
