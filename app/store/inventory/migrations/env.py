"""What Alembic calls: the steps run on the connection that the store hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
    transactional_ddl=None,
)
with context.begin_transaction():
    context.run_migrations()
