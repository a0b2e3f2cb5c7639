"""What may be typed next in a line of Redis: commands, their second words, their arguments."""

import re
from collections.abc import Iterator

from app.domain.console.candidate import Candidate, CandidateKind, Candidates
from app.sql.redis.command_table import (
    Argument,
    Command,
    command_of,
    command_table,
    containers,
    tokens,
)

_WORD = re.compile(r""""(?:[^"\\]|\\.)*(?:"|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z)|\S+""")


def complete_command(text: str, position: int) -> Candidates:
    """What may stand at `position` of `text`, an editor's whole text; never raises."""
    begin = text.rfind("\n", 0, position) + 1
    line = text[begin:position]
    found = list(_WORD.finditer(line))
    word = ""
    if found and found[-1].end() == len(line):
        word = found.pop().group()
    words = [match.group() for match in found]
    start = position - len(word)
    if word[:1] in {'"', "'", "#"} or (words and words[0][:1] == "#"):
        return Candidates(position, position)
    items = tuple(each for each in _offered(words, word) if _fits(each, word))
    return Candidates(start, position, items)


def describe_command(line: str) -> str:
    """The syntax of the command a line begins with, what it does and since when; "" of others."""
    found = command_of([match.group() for match in _WORD.finditer(line)])
    if found is None:
        return ""
    command = found[0]
    return f"{command.syntax}\n{command.summary} ({command.group}, {command.since})"


def _offered(words: list[str], word: str) -> Iterator[Candidate]:
    small = word.islower() if word else bool(words) and words[0].islower()
    if not words:
        yield from _commands(small)
        return
    first = words[0].upper()
    if len(words) == 1 and first in containers():
        for second in containers()[first]:
            yield _of_command(second, command_table()[f"{first} {second}"], small)
        return
    found = command_of(words)
    if found is not None:
        command, length = found
        yield from _arguments(command, words[length:], small)


def _commands(small: bool) -> Iterator[Candidate]:
    for name, command in command_table().items():
        if " " not in name:
            yield _of_command(name, command, small)


def _of_command(name: str, command: Command, small: bool) -> Candidate:
    written = name.lower() if small else name
    return Candidate(name, CandidateKind.COMMAND, written, command.summary)


def _arguments(command: Command, given: list[str], small: bool) -> Iterator[Candidate]:
    """First what must be there, by name; then the words of what may be."""
    hint = _awaited(command, given)
    if hint:
        yield Candidate(hint, CandidateKind.ARGUMENT, "", command.syntax)
        return
    used = {word.upper() for word in given}
    seen: set[str] = set()
    for argument in tokens(command.arguments):
        token = argument.token
        if token not in seen and (token not in used or argument.multiple):
            seen.add(token)
            written = token.lower() if small else token
            yield Candidate(token, CandidateKind.ARGUMENT, written, argument.syntax)


def _awaited(command: Command, given: list[str]) -> str:
    """The name of the value that must come next: of the command, or of the word just given."""
    last = given[-1].upper() if given else ""
    for argument in tokens(command.arguments):
        if argument.token == last and argument.type != "pure-token":
            return argument.name if not argument.parts else argument.parts[0].name
    needed = list(_leading(command.arguments))
    return needed[len(given)] if len(given) < len(needed) else ""


def _leading(arguments: tuple[Argument, ...]) -> Iterator[str]:
    """The values that every use of a command begins with."""
    for argument in arguments:
        if argument.optional or argument.token or argument.is_choice:
            return
        if argument.parts:
            yield from _leading(argument.parts)
        else:
            yield argument.name
        if argument.multiple:
            return


def _fits(candidate: Candidate, word: str) -> bool:
    """Whether what is typed may become it; a hint stays while its value is being typed."""
    return not candidate.insert or candidate.label.startswith(word.upper())
