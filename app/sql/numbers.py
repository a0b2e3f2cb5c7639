"""Numbers as they stand in a text, which may be longer than any number is."""

_LONGEST = 40


def whole_number(digits: str) -> int:
    """What `digits` say; of more than 40 of them just something greater than every server knows.

    Python itself refuses to read more than 4,300.
    """
    return int(digits) if len(digits) <= _LONGEST else 10**_LONGEST
