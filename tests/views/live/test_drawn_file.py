"""What is in the files: pictures of every chart, and exactly the values that were measured."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QFont, QImage

from app.domain.errors import Cancelled, Unwritable
from app.domain.stop import Stop
from app.models.monitoring.points import Points, points
from app.views.live.drawn_file import KINDS, PNG, SVG, Sheet, frozen, table, write
from app.views.theme import DARK, LIGHT
from app.views.widgets.chart import Line, Scene

pytestmark = pytest.mark.usefixtures("qapp")

NOON = 1_764_331_200.0
TIMES = np.array([NOON, NOON + 2, NOON + 4])
CSV = next(kind for kind in KINDS if kind.key == "csv")


def scene(title: str = "Queries", means: tuple[float, ...] = (1.25, np.nan, 3)) -> Scene:
    line = Line("q", title, points(TIMES, means), 2.0)
    return Scene(title, "1/s", begin=NOON - 10, end=NOON + 10, lines=(line,))


def sheet(*scenes: Scene) -> Sheet:
    return Sheet("orders", scenes, LIGHT, QFont())


def test_a_csv_has_the_values_and_nothing_in_gaps(tmp_path: Path) -> None:
    means = np.array([5.0, 6.0, 7.0])
    banded = Points(TIMES[1:] + 1, means[1:], means[1:] - 1, means[1:] + 1, 2.0)
    other = Scene("Threads", begin=NOON - 10, end=NOON + 10, lines=(Line("t", "run", banded),))
    write(tmp_path / "a.csv", CSV, sheet(scene(), other), Stop())
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8").splitlines()))
    assert rows[0] == [
        "time", "Queries (1/s)", "Threads: run", "Threads: run, lowest", "Threads: run, highest",
    ]  # fmt: skip
    assert [row[1:] for row in rows[1:]] == [
        ["1.25", "", "", ""], ["", "", "", ""], ["", "6.0", "5.0", "7.0"],
        ["3.0", "", "", ""], ["", "7.0", "6.0", "8.0"],
    ]  # fmt: skip
    assert re.fullmatch(r"2025-11-28T\d\d:00:00[+-]\d\d:\d\d", rows[1][0])


def test_what_is_not_shown_is_not_written() -> None:
    cut = Scene("Q", begin=NOON + 1, end=NOON + 3, lines=scene().lines)
    assert len(table([cut])[1]) == 1


def test_a_name_from_a_server_is_no_formula(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", CSV, sheet(scene("=cmd|calc")), Stop())
    assert (tmp_path / "a.csv").read_text("utf-8").splitlines()[0] == "time,'=cmd|calc (1/s)"


@pytest.mark.parametrize("count", [1, 3])
def test_a_picture_has_every_chart(tmp_path: Path, count: int) -> None:
    shares: list[float] = []
    drawn = sheet(*(scene(f"Chart {n}", (5, 5, 5)) for n in range(count)))
    assert write(tmp_path / "a.png", PNG, drawn, Stop(), shares.append) == count
    assert shares[-1] == 1.0
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() == 2 * 648 * min(count, 2)
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3)
               for y in range(image.height() - 440, image.height())}  # fmt: skip
    assert LIGHT.series[0].lower() in colours


def test_a_drawing_has_its_words_and_colours(tmp_path: Path) -> None:
    drawn = Sheet("订单", (scene(),), DARK, QFont())
    write(tmp_path / "a.svg", SVG, drawn, Stop())
    text = (tmp_path / "a.svg").read_text("utf-8")
    assert "订单" in text
    assert "Queries" in text
    assert DARK.series[0].lower() in text
    assert "<polyline" in text


def test_frozen_it_does_not_change(tmp_path: Path) -> None:
    live = scene()
    kept = frozen(live)
    live.lines[0].points.means[0] = 99
    assert kept.lines[0].points.means[0] == 1.25


def test_stopped_or_refused_it_writes_nothing(tmp_path: Path) -> None:
    stop = Stop()
    stop.set()
    for kind in (PNG, SVG, CSV):
        with pytest.raises(Cancelled):
            write(tmp_path / f"a.{kind.ending}", kind, sheet(scene()), stop)
    with pytest.raises(Unwritable):
        write(tmp_path / "nowhere" / "a.png", PNG, sheet(scene()), Stop())
    assert not list(tmp_path.iterdir())
