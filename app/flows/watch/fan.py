"""One end where messages are put in, and many that get them."""

from app.domain.monitoring.feed import Outlet, Payload


class Fan:
    """An `Outlet`: everything to each of them. They are added before anything is published."""

    def __init__(self, *outlets: Outlet) -> None:
        self._outlets = list(outlets)

    def add(self, outlet: Outlet) -> None:
        """One more."""
        self._outlets.append(outlet)

    def publish(self, payload: Payload) -> None:
        """See `Outlet`."""
        for outlet in self._outlets:
            outlet.publish(payload)
