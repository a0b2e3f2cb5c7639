"""A file of commands is read to its end in bounded memory, whatever it is, and can be given up."""

from pathlib import Path

import pytest

from app.domain.console.pipeline import Weight
from app.domain.errors import Cancelled, UnreadableInput
from app.domain.stop import Stop
from app.flows.console.pipeline_file import look_through


def test_a_file_that_is_none_of_commands_is_counted_in_few_lines(tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    path.write_text("".join(f"word{n} is no command\n" for n in range(20_000)))
    found = look_through(path, Stop())
    assert found.commands == found.doubtfuls == 20_000
    assert len(found.kinds) == 1001
    assert found.kinds[0].name == "…"
    assert sum(kind.count for kind in found.kinds) == 20_000
    assert len(found.doubtful) == 200
    assert not found.keys


def test_what_is_asked_in_it_is_weighed_and_keys_are_a_sample(tmp_path: Path) -> None:
    path = tmp_path / "a.redis"
    last = "config get maxmemory\nCONFIG SET maxmemory 1\nSELECT 2\nXREAD BLOCK 0 STREAMS s $\n"
    path.write_text("".join(f"SET k{n} 1\nget k{n}\n" for n in range(3000)) + last)
    found = look_through(path, Stop())
    kinds = {(kind.name, kind.weight): (kind.count, kind.first) for kind in found.kinds}
    assert kinds == {
        ("SET", Weight.WRITE): (3000, 1),
        ("GET", Weight.READ): (3000, 2),
        ("CONFIG", Weight.READ): (1, 6001),
        ("CONFIG", Weight.DANGEROUS): (1, 6002),
        ("SELECT", Weight.READ): (1, 6003),
    }
    assert [each.line for each in found.wrong] == [6004]
    assert found.dangerous == ("CONFIG",)
    assert len(set(found.keys)) == 1000
    assert any(int(key[1:]) > 2000 for key in found.keys)
    assert [each.line for each in look_through(path, Stop(), cluster=True).wrong] == [6003, 6004]


def test_it_can_be_given_up_and_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "long"
    path.write_bytes(b"SET a 1\n" * 400_000)
    stop, told = Stop(), list[float]()

    def tell(share: float) -> None:
        told.append(share)
        stop.set()

    with pytest.raises(Cancelled):
        look_through(path, stop, tell)
    assert len(told) == 1
    with pytest.raises(UnreadableInput, match="nowhere"):
        look_through(tmp_path / "nowhere", Stop())
