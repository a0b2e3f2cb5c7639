"""What is watched, as tables and charts take it."""
