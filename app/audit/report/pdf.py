"""The report as a PDF: A4 pages to file or to print, written page by page.

Latin texts stand in Helvetica, others in STSong-Light, the Chinese font that Adobe's PDF reference
(1.7, 9.7.5.2) lets every reader have: nothing needs to be installed here, and none is embedded.
"""

import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from app import __version__
from app.audit.report.excerpt import Code, Excerpt
from app.audit.report.lacking import sentences
from app.audit.report.pace import Pace
from app.domain.display import visible
from app.domain.finding import Finding, Severity
from app.domain.result import AuditedFile, AuditResult
from app.i18n import _

_MARGIN, _WIDTH, _HEIGHT = 42.0, 595.28, 841.89  # points; A4
_COLOURS = {
    Severity.ERROR: (0.70, 0.15, 0.12),
    Severity.WARNING: (0.54, 0.35, 0.0),
    Severity.NOTICE: (0.12, 0.37, 0.75),
}
_BLACK, _GREY = (0.1, 0.12, 0.15), (0.35, 0.39, 0.45)
_LATIN, _BOLD, _CODE, _CHINESE = "Helvetica", "Helvetica-Bold", "Courier", "STSong-Light"
_LONGEST = 300  # characters of a line of code


def render(result: AuditResult, out: BinaryIO, code: Code) -> None:
    """Write the summary, then every file with findings; suppressed ones are only counted."""
    pages = _Pages(out, _("SQL audit"))
    counts = result.counts()
    pages.put(_("SQL audit"), 20, bold=True)
    pages.put(result.begun.isoformat(sep=" ", timespec="seconds"), 9, colour=_GREY)
    pages.skip(8)
    told = _(
        "{error} errors, {warning} warnings, {notice} notices in {files} files and"
        " {statements} statements; {suppressed} suppressed."
    ).format(
        error=counts.error,
        warning=counts.warning,
        notice=counts.notice,
        files=counts.files,
        statements=counts.statements,
        suppressed=counts.suppressed,
    )
    pages.put(told, 11, bold=True)
    if result.stopped:
        pages.put(_("Stopped before the end: this is what was found until then."), 10)
    for sentence in sentences(result):
        pages.put(sentence, 8, colour=_GREY)
    for failure in result.failures:
        pages.put(f"{failure.path}: {failure.message}", 10, colour=_COLOURS[Severity.ERROR])
    pace = Pace(result)
    for file in result.files:
        _file(pages, file, code, pace)
    pages.close()


def _file(pages: "_Pages", file: AuditedFile, code: Code, pace: Pace) -> None:
    if not file.shown:
        return
    pages.skip(12)
    pages.keep(60)
    pages.put(file.report.path, 12, bold=True)
    for finding, excerpt in pace.over(file, code(file.report, file.showing()), file.shown):
        _finding(pages, finding, excerpt)


def _finding(pages: "_Pages", finding: Finding, excerpt: Excerpt | None) -> None:
    pages.skip(5)
    pages.keep(40)
    place = f"{finding.start.line}:{finding.start.column}"
    head = f"{place}  {finding.severity.word}  {finding.rule}"
    pages.put(head, 8, colour=_COLOURS[finding.severity])
    pages.put(finding.message, 10, indent=12)
    if excerpt is not None and excerpt.lines:
        line = excerpt.lines[0]
        text = f"{line.before}{line.marked}{line.after}".strip()
        pages.put(text[:_LONGEST], 8, indent=12, colour=_GREY, font=_CODE)


class _Pages:
    """Lines from top to bottom, on as many pages as they take."""

    def __init__(self, out: BinaryIO, title: str) -> None:
        from reportlab.pdfbase import pdfdoc
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
        from reportlab.pdfgen.canvas import Canvas

        registerFont(UnicodeCIDFont(_CHINESE))
        self._wide: Any = stringWidth
        self._made: Any = pdfdoc
        self._canvas: Any = Canvas(out, pagesize=(_WIDTH, _HEIGHT), pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setCreator(f"Mohist {__version__}")
        self._at = _HEIGHT - _MARGIN
        self._page = 1

    def put(
        self, text: str, size: float, *, bold: bool = False, indent: float = 0.0,
        colour: tuple[float, float, float] = _BLACK, font: str = _LATIN,
    ) -> None:  # fmt: skip
        """Write `text` of `size` points below the last, in as many lines as it takes."""
        text = visible(text)
        if not _is_latin(text):
            font = _CHINESE
        elif bold:
            font = _BOLD
        for line in self._lines(text, font, size, _WIDTH - 2 * _MARGIN - indent):
            self.keep(size * 1.35)
            self._at -= size * 1.35
            self._canvas.setFillColorRGB(*colour)
            self._canvas.setFont(font, size)
            self._canvas.drawString(_MARGIN + indent, self._at, line)

    def skip(self, points: float) -> None:
        """Leave room."""
        self._at -= points

    def keep(self, points: float) -> None:
        """Go on to the next page unless so much room is left on this one."""
        if self._at - points < _MARGIN + 14:
            self._number()
            self._canvas.showPage()
            self._pack()
            self._page += 1
            self._at = _HEIGHT - _MARGIN

    def _pack(self) -> None:
        """Compress the page that is done, which is else held as text until the last one is.

        A stream that names its filter is written as it is (`reportlab.pdfbase.pdfdoc.PDFStream`).
        """
        page = self._canvas._doc.Pages.pages[-1]
        packed = self._made.PDFDictionary({"Filter": self._made.PDFName("FlateDecode")})
        page.Contents = self._made.PDFStream(packed, zlib.compress(page.stream.encode()))
        page.stream = None

    def close(self) -> None:
        """Write the end."""
        self._number()
        self._canvas.save()

    def _number(self) -> None:
        self._canvas.setFillColorRGB(*_GREY)
        self._canvas.setFont(_LATIN, 8)
        self._canvas.drawRightString(_WIDTH - _MARGIN, _MARGIN - 14, str(self._page))

    def _lines(self, text: str, font: str, size: float, room: float) -> Iterator[str]:
        """Break between words where there are some, between characters otherwise."""
        while text:
            if self._wide(text, font, size) <= room:
                yield text
                return
            end = self._fitting(text, font, size, room)
            blank = text.rfind(" ", end // 2, end)
            end = blank if blank > 0 else end
            yield text[:end]
            text = text[end:].lstrip(" ")

    def _fitting(self, text: str, font: str, size: float, room: float) -> int:
        """How many characters fit, at least one."""
        low, high = 1, min(len(text), 1 + int(room / (size * 0.2)))
        while low < high:
            middle = (low + high + 1) // 2
            if self._wide(text[:middle], font, size) <= room:
                low = middle
            else:
                high = middle - 1
        return low


def _is_latin(text: str) -> bool:
    """Whether the encoding of the standard fonts, Windows 1252, has all of it."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
