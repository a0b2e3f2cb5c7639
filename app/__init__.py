"""Mohist (墨者): a desktop console for the DBA of Oracle, MySQL/MariaDB and Redis."""

__version__ = "0.1.0"
