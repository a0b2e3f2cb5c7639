"""The inventory's page: everything the DBA looks after, and where it is edited."""
