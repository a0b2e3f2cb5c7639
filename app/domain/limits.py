"""How long a text of a record may be: the one table that forms, imports and the store go by."""

from collections.abc import Mapping
from types import MappingProxyType

LONGEST: Mapping[str, int] = MappingProxyType(
    {
        "id": 32, "name": 255, "code": 255, "email": 255, "phone": 255, "site": 255,
        "business_ip": 64, "management_ip": 64, "system": 255, "service_name": 255,
        "domain": 255, "address": 255, "vip": 255, "version": 255, "colour": 16,
        "product": 32, "service": 32, "host": 32, "pool": 32, "environment": 32,
    }
)  # fmt: skip
"""Characters of a field that is one text, as wide as its column."""

LONG = 16_000
"""Characters of every other field as it is kept (notes; tags, owners and connection as JSON): what
fits into a TEXT of MySQL, 65,535 bytes, with four bytes a character."""
