"""Rules on what mappers of MyBatis make of statements."""

from app.audit.registry import EVERYWHERE, Hit, Hits, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql.hidden.marks import Filled, MoreForms, UnknownFragment
from app.sql.split.origin import Mark


def _at(mark: Mark, template: str, **values: object) -> Hit:
    said = tuple((name, str(value)) for name, value in values.items())
    return Hit(0, 0, template, mark.about, said, (mark.start, mark.end))


@rule(
    Severity.ERROR,
    on=(Filled,),
    dialects=EVERYWHERE,
    bad=[
        "-- input: mybatis\n<mapper><select id='a'>SELECT id FROM guest WHERE name = '${name}'"
        "</select></mapper>",
        "-- input: mybatis\n<mapper><delete id='a'>DELETE FROM guest WHERE id IN (${ids})"
        "</delete></mapper>",
    ],
    good=[
        "-- input: mybatis\n<mapper><select id='a'>SELECT id FROM guest WHERE name = #{name}"
        "</select></mapper>",
        "-- input: mybatis\n<mapper><sql id='c'>${p}.id</sql><select id='a'>SELECT <include"
        " refid='c'><property name='p' value='g'/></include> FROM guest g WHERE g.id = #{id}"
        "</select></mapper>",
        "-- input: mybatis\n<mapper><select id='a'>SELECT id FROM guest ${ew.customSqlSegment}"
        "</select></mapper>",
    ],
    sources=["SQLE all_check_mybatis", "Alibaba Java guide 5.4.4"],
)
def mybatis_dollar_substitution(mark: Filled, _scope: Scope) -> Hits:
    """A mapper puts a parameter into the text of the statement.

    Why: whoever sends the parameter writes SQL; and each value is another statement to the server.

    Instead: bind it with #{}; where a name must vary, choose among fixed ones with <choose>.
    """
    if not mark.sorts:
        yield _at(mark, N_("${{{name}}} becomes part of the SQL as it is sent"), name=mark.about)


@rule(
    Severity.WARNING,
    on=(Filled,),
    dialects=EVERYWHERE,
    bad=[
        "-- input: mybatis\n<mapper><select id='a'>SELECT id FROM guest WHERE a = #{a}"
        " ORDER BY ${column}</select></mapper>",
    ],
    good=[
        "-- input: mybatis\n<mapper><select id='a'>SELECT id FROM guest WHERE a = #{a} ORDER BY"
        " <choose><when test='by == 1'>name</when><otherwise>id</otherwise></choose>"
        "</select></mapper>",
    ],
    sources=["SQLE all_check_mybatis", "Alibaba Java guide 5.4.4"],
)
def mybatis_dollar_order_by(mark: Filled, _scope: Scope) -> Hits:
    """A mapper lets a parameter say by what is sorted or grouped.

    Why: no bind can stand there, so the text goes in as it is: whoever sends it writes SQL.

    Instead: compare it with the columns that may be sorted by, or choose among them with <choose>.
    """
    if mark.sorts:
        yield _at(mark, N_("${{{name}}} says by what is sorted, unchecked here"), name=mark.about)


@rule(
    Severity.NOTICE,
    on=(UnknownFragment,),
    dialects=EVERYWHERE,
    bad=[
        "-- input: mybatis\n<mapper><select id='a'>SELECT <include refid='other.columns'/>"
        " FROM guest WHERE id = #{id}</select></mapper>",
    ],
    good=[
        "-- input: mybatis\n<mapper><sql id='columns'>id, name</sql><select id='a'>SELECT"
        " <include refid='columns'/> FROM guest WHERE id = #{id}</select></mapper>",
    ],
    sources=["Mohist"],
)
def mybatis_unknown_fragment(mark: UnknownFragment, _scope: Scope) -> Hits:
    """A mapper includes a fragment that is not there.

    Why: the statement cannot be judged as it is sent, and where the fragment is nowhere, MyBatis
    does not even start.

    Instead: audit the mapper that holds it as well, or mend the refid.
    """
    yield _at(mark, N_("There is no fragment {name} in the mappers audited"), name=mark.about)


@rule(
    Severity.NOTICE,
    on=(MoreForms,),
    dialects=EVERYWHERE,
    bad=[
        "-- input: mybatis\n<mapper><select id='a'>SELECT id FROM guest WHERE <choose>"
        + "".join(f"<when test='n == {n}'>c{n} = 1</when>" for n in range(14))
        + "</choose></select></mapper>",
    ],
    good=[
        "-- input: mybatis\n<mapper><select id='a'>SELECT id FROM guest WHERE <choose>"
        "<when test='a'>b = 1</when><otherwise>c = 2</otherwise></choose></select></mapper>",
    ],
    sources=["Mohist"],
)
def mybatis_too_many_forms(mark: MoreForms, _scope: Scope) -> Hits:
    """A statement of a mapper can take more forms than are audited.

    Why: what only the other forms would show is not found; nobody has tested them all either.

    Instead: make several statements of it.
    """
    yield _at(
        mark,
        N_("Audited in {looked} of its {all} forms"),
        looked=mark.looked_at,
        all=mark.all,
    )
