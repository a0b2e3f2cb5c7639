"""Asking for what an account may not be allowed to see, or a server may not have."""

from typing import Any

from app.domain.errors import StatementFailed
from app.engines.mysql.grants import quoted_account
from app.engines.mysql.session import MysqlSession

DENIED = frozenset({"1044", "1142", "1143", "1227", "1370", "1419"})
"""The account lacks a grant."""
LACKING = frozenset({"1064", "1146", "1049", "1193", "1054", "1109", "1286", "1235", "1305"})
"""The server has no such table, column, variable or statement."""


class Asking(MysqlSession):
    """A session that can ask for what it might not get."""

    def fetch_if_allowed(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Rows; none where the account may not see them."""
        try:
            return self.fetch(statement, *values)
        except StatementFailed as error:
            if error.code in DENIED | LACKING:
                return []
            raise

    def fetch_needing(self, grant: str, statement: str, *values: object) -> list[dict[str, Any]]:
        """Rows; where the account may not see them, an error that names the grant."""
        from app.i18n import _

        try:
            return self.fetch(statement, *values)
        except StatementFailed as error:
            if error.code not in DENIED:
                raise
            raise StatementFailed(
                _("This takes the grant {grant}, which {account} lacks.").format(
                    grant=grant, account=self.facts.account
                ),
                hint=_("Ask for it: GRANT {grant} TO {account}").format(
                    grant=grant, account=quoted_account(self.facts.account)
                ),
                code=error.code,
            ) from error
