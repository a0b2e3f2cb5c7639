"""The inventory as it is kept: SQLite on this computer, MySQL or MariaDB for a team.

SQLAlchemy and Alembic cost 300 ms to import and are imported when a store is opened. The window
sees `Inventory` only, a frozen picture of all of it.
"""
