"""Whatever is in a file, an importer answers with a preview or with a sentence that names it."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import BadInput, ConsoleError, UnreadableInput
from app.domain.estate import Inventory
from app.store.exchange.reading import MOST_BYTES
from app.store.exchange.sources import SOURCE_NAMES, Source, guessed, read_connections

WORDS = st.sampled_from([
    "connections", "configuration", "handlers", "ssh_tunnel", "properties", "host", "port", "name",
    "provider", "driver", "mysql", "oracle", "redis", "enabled", "instances", "sshOptions", "tls",
    "sentinelMaster", "database", "db", "mysql_ssl", "ssh", "x",
])  # fmt: skip
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=20)
DOCUMENTS = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5)
)
LINES = st.lists(
    st.sampled_from(["[client]", "[client-a", "[client-b]", "host=", "port", "user='a", "!include",
                     "!includedir /nowhere", "=", "A = (DESCRIPTION=", "(ADDRESS=(HOST=h))", ")",
                     "IFILE=", "<value>", "<!DOCTYPE a>", "\x00", "password = \"x", "b=h:1/s"])
    | st.text(max_size=30), max_size=20,
).map("\n".join)  # fmt: skip


@pytest.mark.parametrize("source", list(Source))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | LINES | DOCUMENTS)
def test_no_content_breaks_an_importer(source: Source, content: Any, tmp_path: Path) -> None:
    file = tmp_path / "hostile"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(ConsoleError):
        found = read_connections(source, file, Inventory())
        assert len({each.instance.name.casefold() for each in found.instances}) == len(
            found.instances
        )


@pytest.mark.parametrize("source", list(Source))
def test_a_file_too_big_or_not_there(source: Source, tmp_path: Path) -> None:
    file = tmp_path / "big"
    with file.open("wb") as big:
        big.truncate(MOST_BYTES + 1)
    with pytest.raises(BadInput, match="big is larger than 10 MB"):
        read_connections(source, file, Inventory())
    with pytest.raises(UnreadableInput, match="gone cannot be read"):
        read_connections(source, tmp_path / "gone", Inventory())


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, "9" * 10_000, '[{"a": 1'])
def test_hostile_json_is_a_sentence(text: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"x\.json"):
        read_connections(Source.DBEAVER, file, Inventory())


def test_sources_are_guessed_by_name() -> None:
    assert guessed(Path("/home/a/.my.cnf")) is Source.MY_CNF
    assert guessed(Path("tnsnames.ora")) is Source.TNSNAMES
    assert guessed(Path("connections.xml")) is Source.WORKBENCH
    assert guessed(Path("data-sources.json")) is Source.DBEAVER
    assert guessed(Path("RedisInsight_connections.json")) is Source.REDISINSIGHT
    assert guessed(Path("inventory.json")) is None
    assert set(SOURCE_NAMES) == set(Source)
