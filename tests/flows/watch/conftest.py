"""What the tests of the feed share."""

from tests.flows.watch.feeds import feeds

__all__ = ["feeds"]
