"""The console of Redis: see `session`."""
