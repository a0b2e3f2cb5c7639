"""The editor of the console."""
