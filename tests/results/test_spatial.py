"""Spatial values as text, and bytes that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.results.spatial import NotGeometry, as_wkt, read_geometry
from tests.servers.mysql import MySQL

FIGURES = [
    "POINT(1 2.5)", "LINESTRING(0 0,1 -1)", "POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
    "MULTIPOINT((1 1),(2 2))", "MULTILINESTRING((0 0,1 1),(2 2,3 3))",
    "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
    "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))", "GEOMETRYCOLLECTION EMPTY",
]  # fmt: skip


def test_reads_what_a_server_keeps(mysql9: MySQL) -> None:
    made = ", ".join(f"ST_GeomFromText('{figure}')" for figure in FIGURES)
    (row,) = mysql9.sql(f"SELECT {made}")
    assert [as_wkt(value) for value in row] == FIGURES
    ((value,),) = mysql9.sql("SELECT ST_GeomFromText('POINT(52 10)', 4326)")
    assert as_wkt(value) == "SRID=4326;POINT(10 52)"


@given(st.binary(max_size=60))
def test_other_bytes_are_no_figure_and_cost_nothing(value: bytes) -> None:
    try:
        read_geometry(value)
    except NotGeometry:
        pass
    else:
        assert len(value) >= 9


def test_a_count_that_cannot_be_true_is_no_figure() -> None:
    with pytest.raises(NotGeometry):
        read_geometry(bytes(4) + b"\x01\x02\x00\x00\x00\xff\xff\xff\xff")
    deep = bytes(4) + b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * 5000
    with pytest.raises(NotGeometry):
        read_geometry(deep)
