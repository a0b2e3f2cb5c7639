"""Samples that were recorded of real servers (MariaDB 10.11, Redis 7.0), as they were answered.

Between two of them clients worked; the MariaDB began anew between the fifth and the sixth (FLUSH
STATUS before the fourth resets nothing of these there), the Redis was reset (CONFIG RESETSTAT)
between the third and the fourth, and began anew between the fifth and the sixth.
"""

import json
from pathlib import Path
from typing import Any

from app.domain.monitoring.sample import Raw

FOLDER = Path(__file__).parents[2] / "data" / "samples"


def recorded(name: str) -> list[Raw]:
    """The samples of one file, in order."""
    said: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return [Raw(s["at"], s["fields"], s["tables"], s["boot"], s["uptime"]) for s in said]
