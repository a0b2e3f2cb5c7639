"""What the Alerts page shows: alerts, forecasts, and how they are told."""
