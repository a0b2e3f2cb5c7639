"""The console: where SQL is written, run, and its results read."""
