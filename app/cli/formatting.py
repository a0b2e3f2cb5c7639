"""`mohist format`: scripts laid out, checked, or changed."""

import argparse
from pathlib import Path
from typing import TextIO

from app.cli.parts import FOUND, TROUBLE
from app.domain.dialect import Dialect
from app.domain.errors import ConsoleError
from app.flows.gather import gather
from app.flows.streams import make_writable, writing
from app.i18n import _


def format_files(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Write the scripts as they would be; or with `--check` name them, with `--write` change them.

    1 where `--check` found any that would change; 2 where one could not be read or written.
    """
    from app.flows.format_files import lay_out, write_laid_out
    from app.sql.format import Case, Commas, Style

    style = Style(
        arguments.indent,
        arguments.width,
        keywords=Case(arguments.keywords),
        commas=Commas(arguments.commas),
    )
    dialect = None if arguments.dialect == "auto" else Dialect(arguments.dialect)
    scripts, failures = gather(map(Path, arguments.paths))
    changed = 0
    troubles = [f"{failure.path}: {failure.message}" for failure in failures]
    make_writable(out, utf8=not (arguments.check or arguments.write))
    with writing(out):
        for script in scripts:
            try:
                laid = lay_out(
                    script.path, dialect=dialect, encoding=arguments.encoding, style=style
                )
                changed += laid.changed
                if arguments.write and laid.changed:
                    copy = write_laid_out(laid)
                    said = _("{path} was formatted; as it was it is in {copy}.")
                    out.write(said.format(path=script.name, copy=copy.name) + "\n")
                elif arguments.check and laid.changed:
                    out.write(_("{path} would be changed.").format(path=script.name) + "\n")
                elif not arguments.write and not arguments.check:
                    out.write(laid.text)
            except ConsoleError as error:
                troubles.append(f"{error} {error.hint}".rstrip())
    for trouble in troubles:
        err.write(f"mohist: {trouble}\n")
    if troubles:
        return TROUBLE
    return FOUND if arguments.check and changed else 0
