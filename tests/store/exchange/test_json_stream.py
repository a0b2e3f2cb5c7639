"""Read in pieces, a document says the same as read at once; it can be stopped, and is bounded."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput, Cancelled, UnreadableInput
from app.domain.stop import Stop
from app.store.exchange import json_stream
from app.store.exchange.json_stream import members

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=20)
    | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)  # fmt: skip


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = defaultdict(list)
    for key, each in members(path, Stop(), lambda _share: None):
        found[key].append(each)
    return dict(found)


@given(
    document=st.dictionaries(st.text(max_size=8), VALUES, max_size=5),
    block=st.integers(1, 40),
    indent=st.none() | st.just(1),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_it_is_read_as_json_reads_it(
    tmp_path_factory: pytest.TempPathFactory,
    document: dict[str, Any],
    block: int,
    indent: int | None,
    encoding: str,
) -> None:
    path = tmp_path_factory.mktemp("json") / "x.json"
    text = json.dumps(document, ensure_ascii=encoding == "utf-16", indent=indent)
    path.write_bytes(text.encode(encoding, "surrogatepass"))
    wanted = {key: value if isinstance(value, list) else [value] for key, value in document.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "BLOCK", block)
        assert read(path) == {key: value for key, value in wanted.items() if value}


@pytest.mark.parametrize("block", [1, 7, 256 * 1024])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": [1,\n 2,\n x]}', "line 3, column 2"), ('{"a": 1 "b"}', "line 1, column 9"),
        ('{\n"a" 1}', "line 2, column 5"), ('{"a": [1, 2}', "line 1, column 12"),
        ('{"a": 1}\n\n{', "line 3, column 1"), ("{1: 2}", "line 1, column 3"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_line_and_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, place: str, block: int
) -> None:
    monkeypatch.setattr(json_stream, "BLOCK", block)
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=place):
        read(path)


def test_gbk_is_read_and_what_is_no_text_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes('{"名": ["商城"]}'.encode("gb18030"))
    assert read(path) == {"名": ["商城"]}
    path.write_bytes(b'{"a": "\xff\xff\xff"}')
    with pytest.raises(BadInput, match="no text"):
        read(path)


def test_it_says_how_far_it_is_and_stops_when_asked(tmp_path: Path) -> None:
    path, shares, stop = tmp_path / "x.json", list[float](), Stop()
    path.write_text(json.dumps({"a": ["x" * 1000] * 2_000}), "utf-8")
    with pytest.raises(Cancelled):  # noqa: PT012  (somewhere in the middle)
        for number, _each in enumerate(members(path, stop, shares.append)):
            if number == 1_000:
                stop.set()
    assert 0 < shares[-1] < 1
    shares.clear()
    assert sum(1 for _each in members(path, Stop(), shares.append)) == 2_000
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_it_is_bounded_as_a_whole_and_in_each_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": ["' + "x" * 5_000_000, "utf-8")
    with pytest.raises(BadInput, match="line 1, column 8"):
        read(path)
    monkeypatch.setattr(json_stream, "MOST_BYTES", 3 * 1024 * 1024)
    with pytest.raises(BadInput, match="larger than 3 MB"):
        read(path)
    with pytest.raises(UnreadableInput, match="folder"):
        read(tmp_path)
