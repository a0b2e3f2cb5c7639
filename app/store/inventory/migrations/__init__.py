"""How older stores become newer ones, a file a step; Alembic runs them in order."""
