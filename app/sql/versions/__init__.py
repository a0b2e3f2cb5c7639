"""What the releases of MySQL and MariaDB know, and what a statement asks of them."""

from app.sql.versions.constructs import CONSTRUCTS, leaving, unsupported
from app.sql.versions.names import FUNCTIONS, TYPES, leaving_function, unsupported_name
from app.sql.versions.release import Construct, Known, Release, knows, release_of

__all__ = [
    "CONSTRUCTS", "FUNCTIONS", "TYPES", "Construct", "Known", "Release", "knows", "leaving",
    "leaving_function", "release_of", "unsupported", "unsupported_name",
]  # fmt: skip
