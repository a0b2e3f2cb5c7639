"""One line at the foot of a terminal that tells how far an audit is."""

import os
import time
from typing import TextIO

from app.domain.display import head, padded, tail, visible, width
from app.flows.events import (
    Counting,
    Event,
    Explaining,
    Failed,
    Finished,
    Found,
    Gathered,
    Progress,
    Started,
)
from app.i18n import _

_PACE = 0.1  # seconds between two drawings
_BAR = 20  # columns
_CLEAR = "\r\x1b[K"


class ProgressBar:
    """Draws itself on `stream`, which is a terminal; forget to `clear` it and it stays."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun = self._drawn = time.monotonic()
        self._visible = False
        self._total = self._halves = 1
        self._explained = 0.0
        self._files = 0
        self._done: dict[str, float] = {}  # bytes, by path
        self._sizes: dict[str, int] = {}
        self._ended: set[str] = set()
        self._found = 0
        self._path = ""

    def take(self, event: Event) -> None:
        """Count `event`, and draw if the last drawing is old enough."""
        match event:
            case Gathered():
                self._files, self._total = event.files, max(1, event.size)
                self._halves = 1 + event.explained
            case Counting():
                said = _("rows counted: {done}/{every}")
                self._path = said.format(done=event.done, every=event.every)
            case Explaining():
                self._explained = event.share
            case Started():
                self._path = event.path
                self._sizes[event.path] = event.size
            case Progress():
                self._path = event.path
                self._done[event.path] = event.share * self._sizes[event.path]
            case Found():
                self._found += len(event.findings)
            case Finished():
                self._end(event.report.path)
            case Failed():
                self._end(event.failure.path)
        if time.monotonic() - self._drawn >= _PACE:
            self._draw()

    def clear(self) -> None:
        """Leave no trace on the terminal."""
        if self._visible:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._visible = False

    def line(self, columns: int) -> str:
        """What is drawn in so many columns: bar, share, files, findings, seconds, a path."""
        read = min(1.0, sum(self._done.values()) / self._total)
        share = (read + self._explained) / self._halves
        bar = padded("█" * round(share * _BAR), _BAR).replace(" ", "░")
        seconds = time.monotonic() - self._begun
        figures = _("{bar} {share}  files: {done}/{files}  findings: {found}  {seconds} s").format(
            bar=bar,
            share=f"{share:>4.0%}",
            done=len(self._ended),
            files=self._files,
            found=self._found,
            seconds=f"{seconds:.1f}",
        )
        path = tail(visible(self._path), columns - width(figures) - 2)
        return head(f"{figures}  {path}", columns)

    def _end(self, path: str) -> None:
        self._ended.add(path)
        self._done[path] = self._sizes.get(path, 0)

    def _draw(self) -> None:
        self._drawn = time.monotonic()
        self._visible = True
        # one column is left free: a full line would wrap in some terminals
        self._stream.write(_CLEAR + self.line(_columns(self._stream) - 1))
        self._stream.flush()


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
