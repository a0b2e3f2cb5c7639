"""An engine's own words and figures, and no other engine's."""

from app.models.operating.sessions import SESSIONS
from app.models.operating.statements import DIGESTS
from app.models.operating.wording import columns_for


def test_oracle_has_schemas_and_counts_buffers_but_keeps_no_slowest() -> None:
    shown = {field.title for field in columns_for(DIGESTS, "oracle") if not field.hidden}
    assert {"Schema", "Buffers read", "CPU time", "Last seen"} <= shown
    assert not {"Database", "Slowest", "Without index"} & shown
    assert [field.key for field in columns_for(SESSIONS, "oracle")] == [
        field.key for field in SESSIONS
    ]


def test_others_are_left_as_they_are() -> None:
    assert columns_for(DIGESTS, "mariadb") is DIGESTS
