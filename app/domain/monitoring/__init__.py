"""Nouns of watching: metrics, raw and derived samples, series, marks, alerts."""
