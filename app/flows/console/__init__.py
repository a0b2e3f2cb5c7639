"""What is typed into the console, run with rights, consent, journal and history."""
