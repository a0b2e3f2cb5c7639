"""The page of users: who there is, what they may, and what waits for a second person."""
