"""What a database holds: its objects, what they are made of, what hangs on what."""
