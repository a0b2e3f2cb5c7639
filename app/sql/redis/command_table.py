"""What commands Redis has, with their arguments: `resources/redis/commands.json`.

The table is of one version, without modules. A server may have more commands, and may lack some:
it is what helps to write a line, never what decides whether one is sent.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.paths import resource


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument, or a choice or block of some; `token` is a word to write before it."""

    name: str
    type: str
    token: str = ""
    optional: bool = False
    multiple: bool = False
    parts: tuple["Argument", ...] = ()

    @property
    def is_choice(self) -> bool:
        """Whether one of its parts is to be written, and not all."""
        return self.type == "oneof"

    @property
    def syntax(self) -> str:
        """As a manual has it: `[NX | XX]`, `EX seconds`, `key [key …]`."""
        text = self._bare()
        if self.multiple:
            text = f"{text} [{text} …]"
        return f"[{text}]" if self.optional else text

    def _bare(self) -> str:
        if self.type == "pure-token":
            return self.token
        if self.parts:
            inner = (" | " if self.is_choice else " ").join(part.syntax for part in self.parts)
            inner = f"<{inner}>" if self.is_choice and not self.optional else inner
        else:
            inner = self.name
        return f"{self.token} {inner}" if self.token else inner


@dataclass(frozen=True, slots=True)
class Command:
    """A command or subcommand, by its name in capitals: `CONFIG SET`."""

    name: str
    summary: str
    since: str
    group: str
    arity: int
    """Words it takes, its name included; negative: at least so many."""
    flags: frozenset[str]
    dangerous: bool
    """By Redis' own ACL category."""
    deprecated: str
    """The version since which it is; "" where it is not."""
    arguments: tuple[Argument, ...]

    @property
    def syntax(self) -> str:
        """The whole line."""
        return " ".join((self.name, *(argument.syntax for argument in self.arguments)))


@cache
def command_table() -> dict[str, Command]:
    """All commands by their names in capitals."""
    told = json.loads(resource("redis/commands.json").read_text("utf-8"))
    return {name: _command(name, entry) for name, entry in told["commands"].items()}


@cache
def containers() -> dict[str, tuple[str, ...]]:
    """The second words of each command that has some."""
    found: dict[str, list[str]] = {}
    for name in command_table():
        first, _space, second = name.partition(" ")
        if second:
            found.setdefault(first, []).append(second)
    return {name: tuple(words) for name, words in found.items()}


def command_of(words: Sequence[str]) -> tuple[Command, int] | None:
    """The command a line begins with, and of how many words its name is; None of others."""
    table = command_table()
    for length in (2, 1):
        name = " ".join(words[:length]).upper()
        if len(words) >= length and name in table:
            return table[name], length
    return None


def tokens(arguments: Sequence[Argument]) -> Iterator[Argument]:
    """Every argument that a word stands before, however deep."""
    for argument in arguments:
        if argument.token:
            yield argument
        yield from tokens(argument.parts)


def _command(name: str, entry: dict[str, Any]) -> Command:
    return Command(
        name,
        entry["summary"],
        entry["since"],
        entry["group"],
        entry["arity"],
        frozenset(entry["flags"]),
        entry["dangerous"],
        entry["deprecated"],
        tuple(map(_argument, entry["arguments"])),
    )


def _argument(entry: dict[str, Any]) -> Argument:
    return Argument(
        entry["name"],
        entry["type"],
        entry.get("token", ""),
        entry.get("optional", False),
        entry.get("multiple", False),
        tuple(map(_argument, entry.get("arguments", ()))),
    )
