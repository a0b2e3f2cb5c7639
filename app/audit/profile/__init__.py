"""Profiles: which rules are on, how severe they are, with which parameters, and where.

Two are built in: `default`, quiet enough for a good migration, and `strict`, every rule there is.
A TOML file changes either of them; docs/profiles.md shows one.
"""

from app.audit.profile.active import Active, ActiveRules
from app.audit.profile.profile import BUILT_IN, Layer, Profile, Setting, built_in
from app.audit.profile.reader import FILE_NAME, load, nearest

__all__ = [
    "BUILT_IN", "FILE_NAME", "Active", "ActiveRules", "Layer", "Profile", "Setting", "built_in",
    "load", "nearest",
]  # fmt: skip
