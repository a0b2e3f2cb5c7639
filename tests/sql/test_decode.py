import io
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnreadableInput
from app.sql.decode import Source, open_source, read_text

CHINESE = """-- 用户表，保存所有注册用户的基本信息
CREATE TABLE user_info (
  id bigint NOT NULL COMMENT '主键编号',
  name varchar(32) COMMENT '用户名称',
  create_time datetime COMMENT '创建时间'
) COMMENT = '用户表';
"""
TRADITIONAL = """-- 使用者資料表，儲存所有註冊使用者的基本資訊
CREATE TABLE user_info (
  id bigint NOT NULL COMMENT '主鍵編號',
  name varchar(32) COMMENT '使用者名稱',
  create_time datetime COMMENT '建立時間'
) COMMENT = '使用者資料表';
"""
FRENCH = "-- créé à Orléans par Éric\nCREATE TABLE été (prénom varchar(32)); -- où ça?\n"
ASCII = "SELECT 1;\n"


def source_of(tmp_path: Path, content: bytes, encoding: str | None = None) -> Source:
    path = tmp_path / "script.sql"
    path.write_bytes(content)
    return open_source(path, encoding)


def read(source: Source) -> tuple[str, str]:
    """The whole text, and what was complained of behind it."""
    parts: list[str] = []
    try:
        parts.extend(source.chunks())
    except UnreadableInput as error:
        return "".join(parts), str(error)
    return "".join(parts), ""


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("", "utf-8", "utf-8"),
        (ASCII, "ascii", "utf-8"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16"),
        (CHINESE, "utf-16-be", "utf-16"),
        (ASCII, "utf-16-le", "utf-16"),
        (CHINESE, "utf-32", "utf-32"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE + "㐀😀", "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (FRENCH, "latin-1", "latin-1"),
        ("SELECT 'café';\n", "latin-1", "latin-1"),
        (FRENCH + "“œuvre”", "cp1252", "cp1252"),
        (FRENCH, "utf-8", "utf-8"),
        ("-- таблица пользователей и их заказов\nSELECT 'имя', 'адрес';\n" * 3, "cp1251", "cp1251"),
        (
            "-- 説明：利用者の一覧を表示する\nSELECT '名前', 'カタカナ';\n" * 3,
            "shift_jis",
            "shift_jis",
        ),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_encoding_is_found(
    tmp_path: Path, text: str, codec: str, name: str, ending: str
) -> None:
    text = text.replace("\n", ending)
    source = source_of(tmp_path, text.encode(codec))
    assert (source.encoding, read(source)) == (name, (text, ""))


@pytest.mark.parametrize("codec", ["gbk", "gb18030"])
def test_a_short_comment_in_chinese_is_enough(tmp_path: Path, codec: str) -> None:
    text = "ALTER TABLE t ADD c int COMMENT '订单状态';\n"
    source = source_of(tmp_path, text.encode(codec))
    assert (source.encoding, read(source)) == ("gb18030", (text, ""))


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (FRENCH, "latin-1", "latin-1"),
    ],
)
@pytest.mark.parametrize("before", [70_000, 262_140, 262_144, 600_001])
def test_what_is_ascii_for_long_is_decided_when_it_is_not(
    tmp_path: Path, text: str, codec: str, name: str, before: int
) -> None:
    text = (ASCII * (before // len(ASCII) + 1))[:before] + text
    source = source_of(tmp_path, text.encode(codec))
    assert source.encoding == "utf-8"
    assert read(source) == (text, "")
    assert source.encoding == name


@pytest.mark.parametrize(
    ("codec", "named", "name"),
    [
        ("latin-1", "latin1", "latin-1"),
        ("latin-1", "ISO-8859-1", "latin-1"),
        ("gbk", "GBK", "gb18030"),
        ("gbk", "gb2312", "gb18030"),
        ("big5", "Big5", "big5"),
        ("utf-8", "UTF8", "utf-8"),
        ("utf-8-sig", "utf-8", "utf-8-sig"),
        ("utf-8", "utf-8-sig", "utf-8"),
        ("utf-16", "utf-16", "utf-16"),
        ("utf-16-le", "utf-16", "utf-16"),
        ("utf-16-be", "utf-16", "utf-16"),
        ("utf-16-le", "utf-16le", "utf-16-le"),
        ("cp437", "cp437", "cp437"),
    ],
)
def test_the_user_knows_better(tmp_path: Path, codec: str, named: str, name: str) -> None:
    text = "SELECT 'é';\n" if codec in {"latin-1", "cp437"} else "SELECT '中文';\n"
    source = source_of(tmp_path, text.encode(codec), named)
    assert (source.encoding, read(source)) == (name, (text, ""))


@pytest.mark.parametrize("name", ["klingon", "", "rot13", "base64", "undefined", "utf-8\0"])
def test_an_unknown_encoding_is_refused_with_examples(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(b"x")
    if not name:
        assert open_source(path, name).encoding == "utf-8"  # none was named
        return
    with pytest.raises(UnreadableInput, match="no encoding called") as raised:
        open_source(path, name)
    assert "gb18030" in raised.value.hint


@pytest.mark.parametrize("name", ["utf-8", "gb18030", "big5", "utf-16", "latin-1", "cp1252"])
def test_the_name_in_a_report_reads_the_file_the_same_way(tmp_path: Path, name: str) -> None:
    text = {"big5": TRADITIONAL, "latin-1": FRENCH, "cp1252": FRENCH + "“"}.get(name, CHINESE)
    source = source_of(tmp_path, text.encode(name))
    assert source.encoding == name
    assert read_text(tmp_path / "script.sql", source.encoding) == text == "".join(source.chunks())


# ---------------------------------------------------------------------- damage


def test_lines_in_another_encoding_are_read_in_theirs(tmp_path: Path) -> None:
    content = CHINESE.encode() * 3 + CHINESE.encode("gbk") * 2 + CHINESE.encode()
    text, complaint = read(source_of(tmp_path, content))
    assert text == CHINESE * 6
    assert "gb18030" in complaint
    assert str(len(CHINESE.encode() * 3) + 3) in complaint


def test_damaged_bytes_are_replaced_and_told_behind_the_text(tmp_path: Path) -> None:
    content = CHINESE.encode() * 5
    content = content[:200] + b"\xff" + content[200:]
    text, complaint = read(source_of(tmp_path, content))
    assert text.replace("\ufffd", "") == CHINESE * 5
    assert "byte 200" in complaint


def test_the_first_of_several_damaged_places_is_told(tmp_path: Path) -> None:
    content = CHINESE.encode() * 5
    content = content[:200] + b"\xff" + content[200:] + ASCII.encode() * 40_000 + b"\xff"
    assert "byte 200;" in read(source_of(tmp_path, content))[1]


def test_damage_in_gb18030_is_told_too(tmp_path: Path) -> None:
    content = CHINESE.encode("gb18030") * 20 + b"\xff" + b" " + CHINESE.encode("gb18030")
    source = source_of(tmp_path, content)
    text, complaint = read(source)
    assert source.encoding == "gb18030"
    assert text.endswith(CHINESE)
    assert f"byte {len(CHINESE.encode('gb18030')) * 20}" in complaint


def test_a_replacement_character_in_the_text_is_no_damage(tmp_path: Path) -> None:
    assert read(source_of(tmp_path, ("SELECT '\ufffd\ufffd';\n" + CHINESE).encode()))[1] == ""


def test_a_binary_value_in_a_dump_does_not_end_it(tmp_path: Path) -> None:
    blob = bytes(range(128, 256)) * 4
    content = CHINESE.encode() * 4 + b"INSERT INTO t VALUES ('" + blob + b"');\n" + ASCII.encode()
    text, complaint = read(source_of(tmp_path, content))
    assert text.endswith("');\n" + ASCII)
    assert complaint


def test_read_text_has_all_of_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(CHINESE.encode() * 5 + b"\xff;\n")
    assert read_text(path) == CHINESE * 5 + "\ufffd;\n"


def test_nuls_stay_where_they_are(tmp_path: Path) -> None:
    source = source_of(tmp_path, b"SELECT\x00 1;\x00\n" + CHINESE.encode())
    assert read(source) == ("SELECT\x00 1;\x00\n" + CHINESE, "")


@given(st.binary(max_size=600), st.sampled_from([b"", b"SELECT 1 FROM t;\n" * 40]))
def test_any_bytes_are_text_or_refused(tmp_path_factory: pytest.TempPathFactory, tail: bytes,
                                       head: bytes) -> None:  # fmt: skip
    path = tmp_path_factory.mktemp("any") / "a.sql"
    path.write_bytes(head + tail)
    try:
        source = open_source(path)
    except UnreadableInput:
        assert not head
        return
    text, _complaint = read(source)
    assert read_text(path, source.encoding) == text


@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cc"]), min_size=1))
def test_text_survives_whatever_its_encoding_by_name(text: str) -> None:
    for name in ("utf-8", "gb18030", "utf-16", "utf-16-be", "utf-32"):
        decoded = "".join(_in_memory(text.encode(name), name).chunks())
        assert decoded == text.removeprefix("\ufeff") if text[0] == "\ufeff" else text


def _in_memory(content: bytes, encoding: str) -> Source:
    class Input:
        buffer = io.BytesIO(content)

    before, sys.stdin = sys.stdin, Input()
    try:
        return open_source(None, encoding)
    finally:
        sys.stdin = before


# ---------------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x1f\x8b\x08\x00" + bytes(100), "gzip"),
        (b"PK\x03\x04" + bytes(100), "zip"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        (b"\x7fELF" + bytes(60), "program"),
        (b"SQLite format 3\x00" + bytes(80), "SQLite"),
        (b"\xfebin" + bytes(50), "binary log"),
        (bytes(4096), "not text"),
        (bytes(n * 37 % 256 for n in range(4096)), "not text"),
    ],
)
def test_what_is_not_text_is_refused_with_what_to_do(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(UnreadableInput, match=said) as raised:
        source_of(tmp_path, content)
    assert raised.value.hint


def test_what_cannot_be_opened_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no such file"):
        open_source(tmp_path / "none.sql")
    with pytest.raises(UnreadableInput, match="folder"):
        open_source(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "secret.sql"
    path.touch(mode=0)
    with pytest.raises(UnreadableInput, match="may not"):
        open_source(path)


def test_a_file_that_goes_away_is_said_when_it_is_read(tmp_path: Path) -> None:
    source = source_of(tmp_path, b"SELECT 1;")
    (tmp_path / "script.sql").unlink()
    assert read(source) == ("", "There is no such file or folder.")


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    source = source_of(tmp_path, ASCII.encode() * 100_000)
    shares = [source.done, *(source.done for _chunk in source.chunks())]
    assert shares == sorted(set(shares))
    assert (source.size, shares[0], source.done) == (len(ASCII) * 100_000, 0.0, 1.0)


def test_a_pipe_is_read_though_it_cannot_be_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    content = (ASCII * 50_000 + CHINESE).encode("gbk")
    writer = threading.Thread(target=path.write_bytes, args=(content,))
    writer.start()
    source = open_source(path)
    assert read(source) == (ASCII * 50_000 + CHINESE, "")
    assert (source.encoding, source.size, source.name) == ("gb18030", 0, str(path))
    writer.join()


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO((ASCII * 20_000 + CHINESE).encode())

    monkeypatch.setattr(sys, "stdin", Input())
    source = open_source(None)
    assert (source.name, read(source)) == ("-", (ASCII * 20_000 + CHINESE, ""))


def test_a_file_is_read_a_piece_at_a_time(tmp_path: Path) -> None:
    chunks: Iterator[str] = source_of(tmp_path, ASCII.encode() * 200_000).chunks()
    assert max(map(len, chunks)) < 1_000_000
