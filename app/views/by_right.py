"""Commands that are grey, with the reason, for whoever has no right to what they do."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from app.domain.rights import Ability
from app.views.actions import Command
from app.workers.standing import Standing


def by_right(
    commands: Iterable[Command], needed: Mapping[str, Ability], standing: Standing
) -> tuple[Command, ...]:
    """`commands`; those whose names are in `needed` ask for that ability over what is ours."""
    return tuple(
        replace(command, why_not=partial(standing.reason, needed[command.name]))
        if command.name in needed
        else command
        for command in commands
    )
