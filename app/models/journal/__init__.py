"""What the page of the journal shows: entries as rows, and which of them are read."""
