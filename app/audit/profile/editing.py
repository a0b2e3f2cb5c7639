"""Changing the rules of a profile's file, and leaving the rest of it as its owner wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from app.audit.profile.profile import Profile
from app.audit.registry import Rule, catalogue
from app.audit.scope import Parameter
from app.domain.errors import BadProfile
from app.domain.finding import Severity
from app.i18n import _


@dataclass(frozen=True, slots=True)
class Choice:
    """What a profile makes of a rule, where no table of [[paths]] says otherwise."""

    on: bool
    severity: Severity
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


Choices = Mapping[str, Choice]
"""By the rule's id, for every rule there is."""


def choices(profile: Profile) -> Choices:
    """What `profile` makes of every rule, its path tables left aside."""
    found = {
        rule.id: Choice(
            rule.in_default or profile.base == "strict", rule.severity, dict(rule.parameters)
        )
        for rule in catalogue().values()
    }
    for layer in profile.layers:
        for said in () if layer.match else layer.settings:
            before = found[said.rule]
            found[said.rule] = Choice(
                said.on,
                said.severity or before.severity,
                {**before.parameters, **dict(said.parameters)},
            )
    return found


def inherited(profile: Profile) -> Choices:
    """The same without what the file itself says of rules: what its `extends` comes to."""
    own = [n for n, layer in enumerate(profile.layers) if not layer.match]
    return choices(Profile(profile.name, profile.base, profile.layers[: own[-1]] if own else ()))


def new_file(base: str) -> str:
    """The text of a file that says nothing yet but what it extends."""
    return f'extends = "{base}"\n\n[rules]\n'


def written(text: str, before: Choices, base: Choices, wanted: Choices) -> str:
    """`text`, a profile's file that comes to `before`, changed so that it comes to `wanted`.

    Only rules that differ are touched; one that is as in `base`, what the file extends, is taken
    out. Comments, order and tables of paths stay.

    Raises:
        BadProfile: `text` is not TOML, or [rules] is no table.
    """
    try:
        document = tomlkit.parse(text)
        rules: Any = document.get("rules")
        if rules is None:
            rules = tomlkit.table()
            document["rules"] = rules
        for rule in catalogue().values():
            if wanted[rule.id] == before[rule.id]:
                continue
            if wanted[rule.id] == base[rule.id]:
                rules.pop(rule.id, None)
            else:
                rules[rule.id] = _entry(rule, base[rule.id], wanted[rule.id])
        return tomlkit.dumps(document)
    except (TOMLKitError, TypeError, AttributeError) as error:
        raise BadProfile(
            _("The profile is not TOML: {reason}.").format(reason=error),
            hint=_("docs/profiles.md shows how one looks."),
        ) from error


def _entry(rule: Rule, base: Choice, wanted: Choice) -> Any:
    """What stands behind the rule's name: a word, or a table with its parameters."""
    parameters = {
        name: value
        for name, value in wanted.parameters.items()
        if value != base.parameters.get(name, rule.parameters[name])
    }
    if not wanted.on:
        word = "off"
    elif wanted.severity is not base.severity:
        word = wanted.severity.word
    else:
        word = "on"
    if not parameters:
        return word
    entry = tomlkit.inline_table()
    if word != "on":
        entry["severity"] = word
    for name, value in parameters.items():
        entry[name] = list(value) if isinstance(value, tuple) else _plain(value)
    return entry


def _plain(value: int | str) -> int | str:
    """A Pattern is a text to TOML."""
    return value if isinstance(value, int) else str(value)
