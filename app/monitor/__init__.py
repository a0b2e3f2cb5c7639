"""Watching without a window or a server: metrics, rates, alerts, history, the bus."""
