"""The syntax tree: what the grammar makes and the rules look at.

`node` has the base classes and the walk; the other modules one family of nodes each. Import
them from here: `from app.sql import tree` and `tree.Select`.
"""

from app.sql.tree.admin import *  # noqa: F403
from app.sql.tree.alteration import *  # noqa: F403
from app.sql.tree.change import *  # noqa: F403
from app.sql.tree.command import *  # noqa: F403
from app.sql.tree.definition import *  # noqa: F403
from app.sql.tree.expression import *  # noqa: F403
from app.sql.tree.node import *  # noqa: F403
from app.sql.tree.option import *  # noqa: F403
from app.sql.tree.oracle import *  # noqa: F403
from app.sql.tree.plsql import *  # noqa: F403
from app.sql.tree.query import *  # noqa: F403
from app.sql.tree.routine import *  # noqa: F403
from app.sql.tree.shaping import *  # noqa: F403
from app.sql.tree.table import *  # noqa: F403
