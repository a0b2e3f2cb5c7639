"""The journal on the command line: acts for people and for programs, and what a check found."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from app.audit.report.display import visible
from app.domain.act import Ending, Outcome
from app.domain.journal import Recorded, Verdict
from app.i18n import N_, _, ngettext
from app.store.journal import Journal, Page, Wanted

ENDINGS = {
    Ending.DONE: N_("done"),
    Ending.FAILED: N_("failed"),
    Ending.REFUSED: N_("refused"),
    Ending.CANCELLED: N_("cancelled"),
    Ending.UNKNOWN: N_("unknown whether it happened"),
}
"""How each ending is written; to be translated where shown."""


def acts(journal: Journal, wanted: Wanted) -> Iterator[Recorded]:
    """All acts that are wanted, the newest first."""
    page: Page | None = None
    while page is None or page.more:
        page = journal.read(before=page, wanted=wanted)
        yield from page.acts


def show_text(recorded: Recorded, out: TextIO) -> None:
    """A head line, each statement, and under it what came of it."""
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


def show_json(recorded: Recorded, out: TextIO) -> None:
    """One line, one JSON document."""
    entry, concluded = recorded.entry, recorded.concluded
    document = {
        "sequence": entry.sequence,
        "id": entry.id,
        "utc": entry.utc.isoformat(timespec="microseconds"),
        "account": entry.account,
        "machine": entry.machine,
        **asdict(recorded.intent),
        "ending": recorded.ending,
        "concluded": concluded.isoformat(timespec="microseconds") if concluded else None,
        "outcomes": [asdict(outcome) for outcome in recorded.outcomes],
    }
    out.write(json.dumps(document) + "\n")


def show_verdict(verdict: Verdict, place: Path, out: TextIO) -> None:
    """The remarks, and then the one sentence that counts."""
    out.writelines(f"{visible(remark.text)}\n" for remark in verdict.remarks)
    fault = verdict.fault
    if fault is None:
        entries = ngettext("{count} entry", "{count} entries", verdict.entries)
        said = _("The journal in {place} is as it was written: {entries}.")
        entries = entries.format(count=verdict.entries)
        out.write(visible(said.format(place=place, entries=entries)) + "\n")
        return
    if fault.line:
        said = _("The journal is not as it was written: {file}, line {line}: {text}")
    else:
        said = _("The journal is not as it was written: {file}: {text}")
    out.write(visible(said.format(file=fault.file, line=fault.line, text=fault.text)) + "\n")
