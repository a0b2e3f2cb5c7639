"""Whether the rules for PL/SQL find what a published guideline calls bad, and nothing else.

    python benchmarks/guidelines.py FOLDER

FOLDER holds examples in files named after a guideline: `g-1010.bad.1.sql`, `g-1010.good.2.sql`.
A rule answers for the guidelines among its sources ("Trivadis G-1010"). Printed are the bad
examples in which none of these rules finds anything, the good ones in which one does, those without
a rule, and what the grammar did not understand.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.audit.judge import Judge
from app.audit.profile import Active, ActiveRules
from app.audit.registry import Rule, catalogue
from app.domain.dialect import Dialect
from app.domain.finding import Need
from app.sql.decode import read_text
from app.sql.split import split

_FILE = re.compile(r"g-(\d+)\.(bad|good)\.\d+\.sql", re.I)


def rules_of_guidelines() -> dict[str, list[Rule]]:
    """The rules by the number of the guideline."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in catalogue().values():
        for source in rule.sources:
            if number := re.fullmatch(r"Trivadis G-(\d+)", source):
                found[number[1]].append(rule)
    return found


def findings(text: str, rules: list[Rule]) -> tuple[list[str], bool]:
    """What the rules say of a script, and whether all of it was understood."""
    active = ActiveRules(
        [Active(one, one.severity, one.parameters) for one in rules if one.need is Need.NOTHING]
    )
    judge = Judge(active, Dialect.ORACLE)
    found = [finding for piece in split([text], Dialect.ORACLE) for finding in judge.judge(piece)]
    return [f"{one.rule}: {one.message}" for one in found], judge.fully_parsed == judge.statements


def judged(folder: Path) -> Iterator[tuple[str, str]]:
    """A kind and a text for each example: right, missed, false, no rule, not understood."""
    rules = rules_of_guidelines()
    for file in sorted(folder.rglob("*.sql")):
        named = _FILE.fullmatch(file.name)
        if named is None:
            continue
        number, wish = named[1], named[2].lower()
        found, whole = findings(read_text(file), rules.get(number, []))
        if not whole:
            yield "not understood", file.name
        if number not in rules:
            yield "no rule", file.name
        elif (wish == "bad") == bool(found):
            yield f"right {wish}", file.name
        else:
            yield ("missed" if wish == "bad" else "false"), " ".join((file.name, *found))


def main() -> None:
    """Judge a folder and print what is wrong with it, then the figures."""
    counts: dict[str, int] = defaultdict(int)
    for kind, text in judged(Path(sys.argv[1])):
        counts[kind] += 1
        if not kind.startswith("right"):
            print(f"{kind:14} {text}")
    print(", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())))


if __name__ == "__main__":
    main()
