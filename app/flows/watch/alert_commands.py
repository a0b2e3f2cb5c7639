"""Alerts on the command line: what stands, the rules, what they would have said, what fills up.

All but the import of rules only reads. A judge keeps what it knows in memory, so nobody else can
acknowledge or silence behind its back: that is done in the window, also for collectors.
"""

import socket
import time
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from app import files
from app.domain.display import visible
from app.domain.errors import BadUsage, ConsoleError, UnreadableInput
from app.domain.estate import Inventory
from app.domain.inventory import Instance
from app.domain.journal import Deed
from app.domain.monitoring.rule import Rule, Subject
from app.domain.rights import Ability
from app.flows.ours import announce, listed
from app.flows.rights import Warden
from app.flows.save_report import check_writable, unwritable
from app.flows.watch.alert_lists import show_alerts, show_forecasts, show_replay, show_rules
from app.flows.watch.asked_judge import AskedJudge
from app.flows.watch.dry_run import replay
from app.flows.watch.forecasts import forecasts
from app.flows.watch.history_commands import instance_named, opened_history, read_inventory
from app.flows.watch.service_notices import try_channels
from app.flows.watch.service_secrets import ServiceSecrets
from app.flows.watch.subjects import subjects_of
from app.i18n import _, ngettext
from app.monitor.alerts import Judge, read_rules, write_rules
from app.monitor.catalogue import Catalogue, load
from app.paths import data_folder, settings_folder
from app.store import settings

TROUBLE = 2
"""The exit code where a part of the input could not be taken."""


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command speaks, and how it is stopped."""

    store: str
    warden: Callable[[], Warden]
    """Asked by what changes something, and by that alone."""
    out: TextIO
    err: TextIO
    stop: Callable[[], bool]
    tell: Callable[[float], object]


def list_alerts(said: Namespace, console: Console) -> int:
    """What stood when it was last kept, and what was over in the last seven days."""
    inventory = read_inventory(console.store)
    judge = _judge(console)
    ids = _ids(said, inventory, {alert.instance for alert in judge.alerts})
    found = [each for each in judge.alerts if not ids or each.instance in ids]
    show_alerts(found, _names(inventory), said.format, console.out)
    return 0


def list_rules(said: Namespace, console: Console) -> int:
    """All that hold, or the user's."""
    catalogue = _catalogue(console)
    judge = _judge(console, catalogue)
    own = frozenset(rule.id for rule in judge.own_rules)
    rules = [rule for rule in judge.rules if not said.changed or rule.id in own]
    if not rules and said.format == "text":
        console.out.write(_("No rule was changed or added.") + "\n")
    show_rules(rules, own, catalogue, said.format, console.out)
    return 0


def export_rules(said: Namespace, console: Console) -> int:
    """Write what the user changed or added, as `import_rules` reads it."""
    rules = _judge(console).own_rules
    text = write_rules(rules)
    if said.file == "-":
        console.out.write(text)
        return 0
    path = Path(said.file)
    check_writable(path)
    try:
        files.write(path, text.encode())
    except OSError as error:
        raise unwritable(path, error) from error
    told = ngettext("{count} rule is in {file}.", "{count} rules are in {file}.", len(rules))
    console.out.write(visible(told.format(count=len(rules), file=path)) + "\n")
    return 0


def import_rules(said: Namespace, console: Console) -> int:
    """Take over the rules of a file; those of other ids stay. Says what each changes.

    Raises:
        Refused: whoever it is may not.
        BadUsage: a window or a collector runs: it holds the rules in memory.
    """
    rules = _rules_in(said.file, console)
    judge = _judge(console)
    known = {rule.id: rule for rule in judge.rules}
    with opened_history() as history:
        if not said.dry_run and not history.is_writer:
            raise BadUsage(
                _("Mohist is running, and would not see the new rules."),
                hint=_("Import them there (Alerts, Rules), or end it first."),
            )
        for rule in rules.taken:
            console.out.write(visible(f"{rule.id}  {_change(rule, known.get(rule.id))}") + "\n")
        if not said.dry_run:
            wanted = [rule for rule in rules.taken if rule != known.get(rule.id)]
            _set(wanted, console)
    if said.dry_run:
        console.out.write(_("Nothing was changed: this was a dry run.") + "\n")
    return TROUBLE if rules.troubles else 0


def _set(rules: Sequence[Rule], console: Console) -> None:
    if rules:
        folder, catalogue = data_folder() / "alerts", load(settings_folder() / "metrics")
        judge = AskedJudge(folder, catalogue, console.warden())
        for rule in rules:
            judge.set_rule(rule)


def try_rules(said: Namespace, console: Console) -> int:
    """Replay them over the history."""
    catalogue = _catalogue(console)
    inventory = read_inventory(console.store)
    end = time.time()
    begin = said.since.timestamp()
    if begin >= end:
        raise BadUsage(_("The end is not after the beginning."), hint=_("Look at --since."))
    read = _rules_in(said.rules, console) if said.rules else None
    rules = read.taken if read is not None else _judge(console, catalogue).rules
    with opened_history() as history:
        subjects = _subjects(said, inventory, set(history.instances()))
        found = replay(history, catalogue, rules, subjects, begin, end, console.stop, console.tell)
    show_replay(found, _names(inventory), (begin, end), said.format, console.out)
    return TROUBLE if read is not None and read.troubles else 0


def list_forecasts(said: Namespace, console: Console) -> int:
    """When what fills up will be full."""
    catalogue = _catalogue(console)
    inventory = read_inventory(console.store)
    with opened_history() as history:
        subjects = _subjects(said, inventory, set(history.instances()))
        found = forecasts(history, catalogue, subjects, time.time(), console.stop, console.tell)
    show_forecasts(found, _names(inventory), catalogue, said.format, console.out)
    return 0


def test_channels(said: Namespace, console: Console) -> int:
    """Send a test over each channel that is named, else over all."""
    chosen = settings.read(settings_folder() / "settings.json").settings
    announce(
        console.warden(), Ability.CHANGE_RULES, Deed.CHANNEL_TRIED,
        _("{user} sends a test over notification channels: {names}"),
        names=listed(said.channels) or _("all of them"),
    )  # fmt: skip
    with closing(ServiceSecrets(said.secrets, data_folder(), chosen)) as secrets:
        return try_channels(
            secrets, socket.gethostname().partition(".")[0], console.out, said.channels
        )


COMMANDS: Mapping[str, Callable[[Namespace, Console], int]] = {
    "list": list_alerts,
    "rules": list_rules,
    "rules-export": export_rules,
    "rules-import": import_rules,
    "dry-run": try_rules,
    "forecast": list_forecasts,
    "test": test_channels,
}


@dataclass(frozen=True, slots=True)
class _Read:
    taken: tuple[Rule, ...]
    troubles: tuple[ConsoleError, ...]


def _rules_in(path: Path, console: Console) -> _Read:
    """Those that could be read; of the others it is said what is wrong.

    Raises:
        UnreadableInput: the file cannot be read.
        BadInput: it is no file of rules.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise UnreadableInput(
            _("{file} cannot be read: {reason}.").format(file=path, reason=error.strerror or error),
            hint=_("Check the file and its rights."),
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            _("{file} is not in UTF-8.").format(file=path),
            hint=_("Save it as UTF-8, as an export of rules is."),
        ) from error
    read = _Read(*read_rules(text))
    for trouble in read.troubles:
        _complain(trouble, console)
    return read


def _change(rule: Rule, known: Rule | None) -> str:
    if known is None:
        return _("new")
    return _("as it is") if rule == known else _("changed")


def _judge(console: Console, catalogue: Catalogue | None = None) -> Judge:
    """What is kept of the judge, without judging; what could not be read of it is said."""
    judge = Judge(data_folder() / "alerts", catalogue or _catalogue(console))
    for trouble in judge.troubles:
        _complain(trouble, console)
    return judge


def _catalogue(console: Console) -> Catalogue:
    catalogue = load(settings_folder() / "metrics")
    for trouble in catalogue.troubles:
        _complain(trouble, console)
    return catalogue


def _complain(trouble: ConsoleError, console: Console) -> None:
    console.err.write(visible(f"mohist: {trouble} {trouble.hint}".rstrip()) + "\n")


def _names(inventory: Inventory) -> dict[str, str]:
    return {each.id: each.name for each in inventory.all(Instance)}


def _ids(said: Namespace, inventory: Inventory, known: set[str]) -> frozenset[str]:
    """Of the instances that are asked for; none are all."""
    known |= {each.id for each in inventory.all(Instance)}
    return frozenset(instance_named(name, inventory, known) for name in said.instance)


def _subjects(said: Namespace, inventory: Inventory, known: set[str]) -> tuple[Subject, ...]:
    """Those of the inventory that are asked for, and of which there is something.

    Raises:
        BadUsage: there are none.
    """
    wanted = frozenset(instance_named(name, inventory, known) for name in said.instance)
    found = tuple(
        each
        for each in subjects_of(inventory)
        if each.instance in known and (not wanted or each.instance in wanted)
    )
    if not found:
        raise BadUsage(
            _("There is nothing in the history of what is in the inventory."),
            hint=_("Watch the instances for a while: in the window, or with mohist collect."),
        )
    return found
