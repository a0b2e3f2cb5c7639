"""Each field that a formula of the catalogue reads is asked for, and given where Oracle has it."""

from app.domain.inventory import DatabaseType
from tests.engines.agreement import asks, missing
from tests.engines.oracle.conftest import Opens
from tests.engines.oracle.fake import Dictionary
from tests.engines.oracle.sampling import day


def test_what_formulas_read_is_there(dictionary: Dictionary, open_session: Opens) -> None:
    day.begin(dictionary)
    day.stand_by(dictionary)
    session = open_session()
    looks = [session.sample(ask) for ask in asks(DatabaseType.ORACLE)]
    assert not [raw.troubles for raw in looks if raw.troubles]
    assert missing(DatabaseType.ORACLE, looks) == {}
