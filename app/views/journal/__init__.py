"""The page of the journal: what was done, by whom, where, and whether the record of it is whole."""
