"""What the panels show of a server, column by column."""
