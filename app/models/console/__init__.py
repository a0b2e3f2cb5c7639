"""What the console shows in tables: what ran, and what the server said."""
