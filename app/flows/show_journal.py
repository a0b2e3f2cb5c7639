"""The journal on the command line: entries for people and for programs, what a check found."""

import json
from pathlib import Path
from typing import TextIO

from app.domain.act import Ending, Outcome
from app.domain.display import visible
from app.domain.journal import Event, NewKey, Note, Noted, Recorded, Verdict
from app.flows.journal_documents import document
from app.i18n import N_, _, ngettext
from app.store.journal import Found
from app.store.journal.found import kind_of
from app.store.journal.remarks import of_note

ENDINGS = {
    Ending.DONE: N_("done"),
    Ending.FAILED: N_("failed"),
    Ending.REFUSED: N_("refused"),
    Ending.CANCELLED: N_("cancelled"),
    Ending.UNKNOWN: N_("unknown whether it happened"),
}
"""How each ending is written; to be translated where shown."""


def show_text(found: Found, out: TextIO) -> None:
    """A head line, and of an act each statement, with what came of it under it."""
    if isinstance(found, Recorded):
        _show_act(found, out)
    else:
        _show_noted(found, out)


def _show_noted(noted: Noted, out: TextIO) -> None:
    entry, body = noted.entry, noted.body
    kind, who, said = kind_of(noted), "", ""
    match body:
        case Event(who=who, text=said):
            pass
        case Note() as note:
            said = of_note(note)
        case NewKey() as key:
            said = _("from here on the key {fingerprint} signs.")
            said = said.format(fingerprint=key.fingerprint)
    by = f"{who} ({entry.account}@{entry.machine})".lstrip()
    head = (entry.utc.astimezone().isoformat(" ", "seconds"), kind, by, said)
    out.write(visible("  ".join(head)) + "\n")


def _show_act(recorded: Recorded, out: TextIO) -> None:
    entry, intent = recorded.entry, recorded.intent
    where = ", ".join(filter(None, (intent.where.address, intent.where.environment)))
    head = (
        entry.utc.astimezone().isoformat(" ", "seconds"),
        _(ENDINGS[recorded.ending]),
        intent.flow,
        f"{intent.where.name} ({where})",
        f"{intent.who} ({entry.account}@{entry.machine})",
    )
    out.write(visible("  ".join(head)) + "\n")
    for number, statement in enumerate(intent.statements):
        target = intent.targets[number] if number < len(intent.targets) else ""
        lines = statement.splitlines() or [""]
        lines[0] = f"{target}> {lines[0]}" if target else lines[0]
        out.writelines(f"    {visible(line)}\n" for line in lines)
        if number < len(recorded.outcomes):
            out.write(f"      {visible(_said(recorded.outcomes[number]))}\n")


def show_kept(kept: Path | None, out: TextIO) -> None:
    """Where a journal that was set aside is kept."""
    if kept is None:
        out.write(_("There was no journal.") + "\n")
    else:
        said = _("It is kept in {folder}; a new journal is begun.")
        out.write(said.format(folder=visible(str(kept))) + "\n")


def _said(outcome: Outcome) -> str:
    parts = [_(ENDINGS[outcome.ending])]
    if outcome.text:
        parts.append(outcome.text)
    if outcome.rows >= 0:
        parts.append(
            ngettext("{count} row", "{count} rows", outcome.rows).format(count=outcome.rows)
        )
    parts.append(_("{seconds} s").format(seconds=f"{outcome.seconds:.3f}"))
    return ", ".join(parts)


def show_json(found: Found, out: TextIO) -> None:
    """One line, one JSON document."""
    out.write(json.dumps(document(found)) + "\n")


def show_verdict(verdict: Verdict, place: Path, out: TextIO) -> None:
    """The remarks, and then the one sentence that counts."""
    out.writelines(f"{visible(remark.text)}\n" for remark in verdict.remarks)
    out.write(visible(verdict_said(verdict, place)) + "\n")


def verdict_said(verdict: Verdict, place: Path) -> str:
    """What a check came to, in one sentence."""
    fault = verdict.fault
    if fault is None:
        entries = ngettext("{count} entry", "{count} entries", verdict.entries)
        said = _("The journal in {place} is as it was written: {entries}.")
        return said.format(place=place, entries=entries.format(count=verdict.entries))
    if fault.line:
        said = _("The journal is not as it was written: {file}, line {line}: {text}")
    else:
        said = _("The journal is not as it was written: {file}: {text}")
    return said.format(file=fault.file, line=fault.line, text=fault.text)
