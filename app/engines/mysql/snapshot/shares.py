"""What a histogram tells without its values: the share of the most frequent one."""

import json


def most_frequent(buckets: str) -> float | None:
    """Of a singleton histogram of MySQL 8: each bucket is a value and the share up to it.

    It has a bucket for every value (MySQL manual 17.8.9.6); None for what is no such thing.
    """
    try:
        found = json.loads(buckets)
        shares = [float(bucket[1]) for bucket in found]
    except (ValueError, TypeError, IndexError, KeyError):
        return None
    if not shares:
        return None
    steps = [after - before for before, after in zip([0.0, *shares], shares, strict=False)]
    return round(max(steps), 4)
