import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnreadableInput
from app.sql.charset import by_name, sniff
from app.sql.decoder import Decoder

TEXT = st.text(st.sampled_from("ab;'\n\r中文表名用户éü😀"), max_size=60)
SIZES = st.lists(st.integers(1, 40), min_size=1)


def in_blocks(decoder: Decoder, content: bytes, sizes: list[int]) -> str:
    """What `decoder` makes of `content` when it gets blocks of `sizes`."""
    parts, at, n = [], 0, 0
    while at < len(content):
        size = sizes[n % len(sizes)]
        parts.append(decoder.decode(content[at : at + size]))
        at, n = at + size, n + 1
    return "".join(parts) + decoder.decode(b"", final=True)


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
@given(text=TEXT, sizes=SIZES)
def test_a_character_may_be_split_between_blocks(name: str, text: str, sizes: list[int]) -> None:
    content = text.encode(name)
    decoder = Decoder(by_name(name, content))
    assert in_blocks(decoder, content, sizes) == text
    decoder.complain()


@given(TEXT, SIZES)
def test_what_begins_as_ascii_becomes_utf8(text: str, sizes: list[int]) -> None:
    decoder = Decoder(None)
    assert in_blocks(decoder, text.encode(), sizes) == text
    assert decoder.name == "utf-8"


@given(st.binary(max_size=200), SIZES, st.sampled_from(["utf-8", "gb18030", "big5", "utf-16-le"]))
def test_any_bytes_become_text_and_damage_is_told(
    content: bytes, sizes: list[int], name: str
) -> None:
    decoder = Decoder(by_name(name, b""))
    text = in_blocks(decoder, content, sizes)
    try:
        decoder.complain()
    except UnreadableInput:
        return
    assert "\ufffd" not in text or "\ufffd".encode(name, "ignore") in content


@pytest.mark.parametrize("end", [b"\xe4", b"\xe4\xb8"])
def test_a_text_that_ends_within_a_character_is_damaged(end: bytes) -> None:
    content = "中文".encode() + end
    decoder = Decoder(sniff(content))
    assert in_blocks(decoder, content, [3]).startswith("中文\ufffd")
    with pytest.raises(UnreadableInput, match="byte 6"):
        decoder.complain()


def test_a_very_long_line_of_two_encodings_is_read_with_gaps() -> None:
    content = ("中文" * 40_000).encode() + "用户".encode("gbk") + ("中文" * 10).encode()
    decoder = Decoder(by_name("utf-8", b""))
    text = in_blocks(decoder, content, [len(content)])
    assert text.startswith("中文" * 40_000)
    assert text.endswith("中文" * 10)
    with pytest.raises(UnreadableInput, match=str(len("中文".encode()) * 40_000)):
        decoder.complain()
