"""The Alerts page, and what else of the window speaks of alerts: the rail's badge, the desktop."""
