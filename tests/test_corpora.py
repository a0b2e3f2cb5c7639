"""Scripts that others wrote, where `MOHIST_CORPORA` names a folder of them: nothing breaks."""

import os
from pathlib import Path

import pytest

from app.flows.audit_files import Request, audit_files
from app.flows.events import Failed, Finished, Found

CORPORA = os.environ.get("MOHIST_CORPORA", "")
pytestmark = [
    pytest.mark.skipif(not CORPORA, reason="MOHIST_CORPORA names no folder of scripts"),
    pytest.mark.timeout(1800),
]


def test_every_script_is_audited_to_its_end() -> None:
    finished = 0
    for event in audit_files(Request((Path(CORPORA),), profile="strict")):
        match event:
            case Finished():
                finished += 1
            case Failed():
                assert "Mohist" not in event.failure.message, event.failure
            case Found():
                assert all(finding.message for finding in event.findings)
    assert finished
