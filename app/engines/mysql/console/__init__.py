"""Sessions on MySQL and MariaDB that run whatever a user types, and what is told beside them."""
