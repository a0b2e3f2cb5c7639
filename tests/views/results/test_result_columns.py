"""How the columns of a result are left, and found again by its shape."""

from app.views.results.result_columns import Shapes
from tests.views.results.conftest import Show, Write


def test_columns_are_found_as_they_were_left(show: Show, written: Write, shapes: Shapes) -> None:
    first = show(written(5).reader)
    first.sheet.columns.freeze(1)
    first.sheet.columns.show_column(3, False)
    first.sheet.free.head.resizeSection(2, 222)
    kept = shapes.state()
    shapes.restore(b"nonsense")
    shapes.restore(kept)
    again = show(written(7).reader)
    assert again.sheet.columns.shown == [1, 0, 2]
    assert again.sheet.free.head.sectionSize(2) == 222
    again.sheet.columns.reset()
    assert show(written(3).reader).sheet.columns.shown == [0, 1, 2, 3]


def test_what_was_kept_of_columns_and_makes_no_sense_is_forgotten(
    show: Show, written: Write, shapes: Shapes
) -> None:
    writer = written(3)
    key = Shapes.key(writer.reader.columns)
    for left in ({"order": "x"}, {"hidden": [0, 1, 2, 3]}, {"widths": {"9": 5, "0": "wide"}},
                 {"frozen": [77], "order": [3, 3, -1]}):  # fmt: skip
        shapes._known[key] = left
        assert sorted(show(writer.reader).sheet.columns.shown) == [0, 1, 2, 3]
