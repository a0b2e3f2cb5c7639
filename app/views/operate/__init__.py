"""The page on which servers are watched and operated, an instance a tab."""
