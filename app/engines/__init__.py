"""The only place that knows drivers: sessions to servers, and what they can do."""
