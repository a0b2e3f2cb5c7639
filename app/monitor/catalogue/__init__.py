"""The metrics there are: ours from `resources/metrics`, and the user's own."""

from app.monitor.catalogue.catalogue import Catalogue, Chart
from app.monitor.catalogue.loading import load

__all__ = ["Catalogue", "Chart", "load"]
