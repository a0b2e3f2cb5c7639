"""Charts of values over time."""

from app.views.widgets.chart.chart import Chart
from app.views.widgets.chart.redraw import Redraw
from app.views.widgets.chart.scene import Limit, Line, Scene

__all__ = ["Chart", "Limit", "Line", "Redraw", "Scene"]
