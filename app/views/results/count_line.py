"""The words over a result: how many rows, how long it took, what it takes on the disk."""

from html import escape

from app.i18n import _, ngettext
from app.models.formats import count, duration, size
from app.models.results.result_model import ResultModel
from app.results.selection import Selection


def counted(model: ResultModel, selection: Selection | None, seconds: float | None) -> str:
    """One line: `3,211 of 1,000,000 rows · 0.31 s · 48 MiB on disk`."""
    total, shown = model.total, model.shown
    parts = []
    if selection is not None and selection.count * len(selection.columns) > 1:
        parts.append(
            _("{rows} × {columns} selected").format(
                rows=count(selection.count), columns=count(len(selection.columns))
            )
        )
    if model.arrangement is not None and shown != total:
        text = ngettext("{shown} of {total} row", "{shown} of {total} rows", total)
        parts.append(text.format(shown=count(shown), total=count(total)))
    else:
        text = ngettext("{count} row", "{count} rows", total)
        parts.append(text.format(count=count(total)))
    if not model.reader.complete:
        parts[-1] += " …"
    elif model.reader.trouble is not None:
        parts.append(_("cut short"))
    if seconds is not None:
        parts.append(duration(seconds))
    if on_disk := model.reader.on_disk:
        parts.append(_("{size} on disk").format(size=size(on_disk)))
    return " · ".join(parts)


def filter_help() -> str:
    """What can be typed to see fewer rows, as a tooltip."""
    lines = (
        ("word", _("a shown column has it")),
        ("-word", _("no shown column has it")),
        ("user:app", _("that column has it")),
        ("n>60 day<=2024-06-30", _("that column is such a number, or such a date")),
        ("state=new state!=new", _("that column is exactly this, or something else")),
        ("note=null note!=null", _("that column is NULL, or is not")),
        ("name~^ab.*c$", _("that column matches a regular expression")),
    )
    rows = "".join(
        f"<tr><td><code>{escape(code)}</code>&nbsp;&nbsp;</td><td>{escape(what)}</td></tr>"
        for code, what in lines
    )
    return f"<table>{rows}</table>"
