"""The manual of the rules, docs/rules, from the rules themselves.

python installer/rule_pages.py write     make every page anew, and take away what has no rule
python installer/rule_pages.py check     say what is not as it would be written; 1 if anything
"""

import sys
from io import StringIO
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOUSE))

from app.audit.registry import catalogue  # noqa: E402
from app.audit.report.rule_page import render_index, render_page  # noqa: E402

FOLDER = HOUSE / "docs" / "rules"


def pages() -> dict[str, str]:
    """The text of every page, by the name of its file."""
    rules = catalogue()
    made = {}
    for rule in rules.values():
        out = StringIO()
        render_page(rule, out)
        made[f"{rule.id}.md"] = out.getvalue()
    out = StringIO()
    render_index(rules.values(), out)
    return {"README.md": out.getvalue(), **made}


def differing() -> list[str]:
    """The names of pages that are missing, too many, or say something else."""
    wanted = pages()
    there = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in wanted | there if wanted.get(name) != there.get(name))


def write() -> None:
    """Make the folder what it should be."""
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for name in differing():
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], "utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()


def main() -> int:
    """What the command line asks for."""
    match sys.argv[1:]:
        case ["write"]:
            write()
        case ["check"]:
            if names := differing():
                sys.stdout.write(f"Not as they would be written: {', '.join(names)}\n")
                return 1
        case _:
            sys.stdout.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
