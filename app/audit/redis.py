"""What rules on commands of Redis have in common."""

from collections.abc import Mapping, Sequence
from itertools import islice

from app.audit.registry import Hit
from app.sql.redis.command_table import Argument, Command, command_table
from app.sql.tree import RedisCommand

__all__ = ["command_of", "hit_argument", "hit_command", "keys_of", "number"]


def command_of(node: RedisCommand) -> Command | None:
    """What the table of commands has of it; None of modules' and younger commands."""
    return command_table().get(node.name)


def hit_command(node: RedisCommand, template: str, **values: object) -> Hit:
    """A hit at the name of a command, about its first key."""
    return _hit(node, node.first, node.token_of(-1), template, values)


def hit_argument(node: RedisCommand, argument: int, template: str, **values: object) -> Hit:
    """A hit at one of its arguments."""
    at = node.token_of(argument)
    return _hit(node, at, at, template, values)


def _hit(
    node: RedisCommand, first: int, last: int, template: str, values: Mapping[str, object]
) -> Hit:
    said = tuple((name, str(value)) for name, value in values.items())
    return Hit(first, last, template, next(iter(keys_of(node)), ""), said)


def keys_of(node: RedisCommand) -> list[str]:
    """The keys a command names, as far as its form tells; not those of scripts."""
    return [node.arguments[at] for at in key_places(node)]


def key_places(node: RedisCommand) -> list[int]:
    """Which of its arguments are keys."""
    command = command_of(node)
    return [] if command is None else _keys(command.arguments, node.arguments)


def _keys(arguments: Sequence[Argument], words: Sequence[str]) -> list[int]:
    found: list[int] = []
    for at, argument in enumerate(arguments):
        if at >= len(words) or argument.optional or (argument.token and argument.type != "key"):
            break
        if argument.parts and argument.multiple and not argument.is_choice:
            step = len(argument.parts)
            of_key = [n for n, part in enumerate(argument.parts) if part.type == "key"]
            found += [n + k for n in range(at, len(words) - step + 1, step) for k in of_key]
            break
        if argument.type == "key":
            if argument.multiple:
                found += range(at, _behind_keys(arguments, argument, words, at))
                break
            found.append(at)
    return found


def _behind_keys(
    arguments: Sequence[Argument], keys: Argument, words: Sequence[str], at: int
) -> int:
    """Where a list of keys ends: as many as the word before says, or all but what must follow."""
    place = list(arguments).index(keys)
    before = arguments[place - 1] if place else None
    if before is not None and before.name == "numkeys":
        count = number(words[at - 1])
        return min(at + (count or 0), len(words))
    following = sum(1 for each in islice(arguments, place + 1, None) if not each.optional)
    return max(at, len(words) - following)


def number(word: str) -> int | None:
    """The number a word is, None where it is none."""
    try:
        return int(word)
    except ValueError:
        return None
