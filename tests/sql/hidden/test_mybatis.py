"""Mappers of MyBatis: the statements they produce, where they stand, and hostile XML."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audit.judge import Judge
from app.audit.profile import ActiveRules
from app.domain.dialect import Dialect
from app.domain.errors import UnreadableInput
from app.domain.finding import Finding
from app.domain.input_kind import InputKind
from app.sql.hidden import pieces, recognise
from app.sql.hidden.marks import Filled
from app.sql.hidden.mybatis import fragments
from app.sql.hidden.mybatis.forms import MOST
from app.sql.parse import parse
from app.sql.split import Piece
from tests.audit.examples import active

HEAD = """<?xml version="1.0" encoding="GBK" ?>
<!DOCTYPE mapper PUBLIC "-//mybatis.org//DTD Mapper 3.0//EN"
  "http://mybatis.org/dtd/mybatis-3-mapper.dtd">
"""
MAPPER = HEAD + """\
<mapper namespace="shop.Guest">
  <resultMap id="r" type="Guest"><id column="id" property="id"/></resultMap>
  <sql id="columns">g.id, g.name, g.phone</sql>
  <sql id="from">FROM ${table} g</sql>
  <select id="find" resultMap="r">
    SELECT <include refid="columns"/>
    <include refid="from"><property name="table" value="guest"/></include>
    <where>
      <if test="name != null and name != ''">AND g.name LIKE concat('%', #{name}, '%')</if>
      <if test="from != null"><![CDATA[ AND g.born >= #{from,jdbcType=DATE} ]]></if>
      <if test="until != null">AND g.born &lt;= #{until}</if>
      <if test="ids != null">
        AND g.id IN
        <foreach collection="ids" item="id" open="(" separator="," close=")">#{id}</foreach>
      </if>
      ${params.dataScope}
    </where>
    <choose>
      <when test="by == 'name'">ORDER BY g.name</when>
      <when test="by == 'age'">ORDER BY rand()</when>
      <otherwise>ORDER BY g.id</otherwise>
    </choose>
  </select>
  <!-- mohist: ignore dml-require-where the whole table is meant -->
  <delete id="clear">DELETE FROM basket</delete>
  <delete id="drop">
    DELETE FROM guest
    <where><if test="id != null">id = #{id}</if></where>
  </delete>
  <insert id="add">
    <selectKey keyProperty="id" order="BEFORE">SELECT max(id) + 1 FROM guest</selectKey>
    INSERT INTO guest
    <trim prefix="(" suffix=")" suffixOverrides=",">id, <if test="name != null">name,</if></trim>
    <trim prefix="VALUES (" suffix=")" suffixOverrides=",">
      #{id}, <if test="name != null">#{name},</if>
    </trim>
  </insert>
  <update id="batch">
    <foreach collection="list" item="g" separator=";">
      UPDATE guest <set><if test="g.name != null">name = #{g.name},</if> seen = now(),</set>
      WHERE id = #{g.id}
    </foreach>
  </update>
  <update id="state">
    UPDATE guest SET state =
    <if test="type == 1">1</if>
    <if test="type == 2">2</if>
    WHERE id = #{id}
  </update>
  <select id="ora" databaseId="oracle">SELECT sysdate FROM dual</select>
</mapper>
"""  # fmt: skip


def read(text: str, dialect: Dialect = Dialect.MYSQL) -> list[Piece]:
    return list(pieces(InputKind.MYBATIS, [text], dialect))


def plain(text: str) -> str:
    return " ".join(text.split())


def mapper(inside: str) -> str:
    return f'<mapper namespace="n">{inside}</mapper>'


def forms(inside: str, dialect: Dialect = Dialect.MYSQL) -> list[str]:
    (piece,) = read(mapper(inside), dialect)
    assert piece.origin is not None
    return [plain(each.text) for each in (piece, *piece.origin.others)]


def findings(text: str, *rules: str, dialect: Dialect = Dialect.MYSQL) -> list[Finding]:
    judge = Judge(ActiveRules(map(active, rules)), dialect)
    return [finding for piece in read(text, dialect) for finding in judge.judge(piece)]


def marked(text: str, finding: Finding) -> str:
    return text[finding.start.offset : finding.end.offset]


def test_a_mapper_is_seen_from_its_root() -> None:
    assert recognise("a.xml", MAPPER) is InputKind.MYBATIS
    assert recognise("a.xml", "<!-- x --><mapper>") is InputKind.MYBATIS
    assert recognise("pom.xml", "<project><mapper/></project>") is InputKind.SCRIPT


def test_every_form_of_a_statement_is_one_the_server_understands() -> None:
    found = read(MAPPER)
    assert len(found) == 8 - 1
    for piece in found:
        assert piece.origin is not None
        for form in (piece, *piece.origin.others):
            assert parse(form.text, Dialect.MYSQL).whole, form.text


def test_tags_produce_what_mybatis_makes_of_them() -> None:
    find, _clear, drop, key, add, batch, state = read(MAPPER)
    assert plain(find.text).startswith(
        "SELECT g.id, g.name, g.phone FROM guest g WHERE g.name LIKE concat('%', ?, '%')"
        " AND g.born >= ? AND g.born <= ? AND g.id IN ( ?) "
    )
    assert find.origin is not None
    assert [plain(each.text).partition("ORDER")[2] for each in find.origin.others] == [
        " BY rand()", " BY g.id", " BY g.id",
    ]  # fmt: skip
    assert plain(key.text) == "SELECT max(id) + 1 FROM guest"
    assert plain(add.text) == "INSERT INTO guest ( id, name ) VALUES ( ?, ? )"
    assert plain(batch.text) == "UPDATE guest SET name = ?, seen = now() WHERE id = ?"
    assert plain(state.text) == "UPDATE guest SET state = 1 WHERE id = ?"
    assert state.origin is not None
    assert "SET state = 2 WHERE" in " ".join(plain(o.text) for o in state.origin.others)
    assert plain(drop.text) == "DELETE FROM guest WHERE id = ?"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<select>SELECT 1</select>", ["SELECT 1"]),
        (
            "<select>SELECT a FROM t<where><if test='x'>or b = #{b}</if></where></select>",
            ["SELECT a FROM t WHERE b = ?", "SELECT a FROM t"],
        ),
        (
            "<select>SELECT a FROM t WHERE <choose><when test='x'>b = 1</when>"
            "<when test='y'>c = 2</when></choose> LIMIT #{n}</select>",
            ["SELECT a FROM t WHERE b = 1 LIMIT ?", "SELECT a FROM t WHERE c = 2 LIMIT ?"],
        ),
        (
            "<update>UPDATE t<trim prefix='SET' suffixOverrides=','>a = #{a},</trim>"
            " ${ew.customSqlSegment}</update>",
            ["UPDATE t SET a = ? WHERE ew_condition = ?"],
        ),
        ("<select>SELECT a FROM t <include refid='n.f'/></select><sql id='f'>WHERE b = 1</sql>",
         ["SELECT a FROM t WHERE b = 1"]),
        ("<select>SELECT a <include refid='f'/></select><sql id='f'><include refid='f'/></sql>",
         ["SELECT a included_fragment"]),
        ("<select><bind name='p' value='q'/>SELECT a FROM t WHERE b LIKE #{p}</select>",
         ["SELECT a FROM t WHERE b LIKE ?"]),
    ],
)  # fmt: skip
def test_forms(inside: str, expected: list[str]) -> None:
    assert forms(inside) == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("SELECT a FROM t ORDER BY ${a} ${b}, c ${d}",
         "SELECT a FROM t ORDER BY ${a} /**/, c /**/"),
        ("SELECT a FROM t WHERE ${a} ${op} #{b}", "SELECT a FROM t WHERE ${a} = ?"),
        ("SELECT a FROM t${n} WHERE b = 1 ${c} ${d}", "SELECT a FROM t${n} WHERE b = 1 /**/ /**/"),
        ("UPDATE t SET ${a} = 1, ${b} WHERE ${c}", "UPDATE t SET ${a} = 1, x = ? WHERE ${c}"),
        ("SELECT a FROM (${q}) x", "SELECT a FROM (SELECT 1) x"),
        ("SELECT now() - INTERVAL ${n} ${u}", "SELECT now() - INTERVAL ${n} DAY"),
        ("SELECT a FROM t WHERE b IN (${@Y@c(l)})", "SELECT a FROM t WHERE b IN (${Y_c_l})"),
        ("SELECT FROM ${a} ${b}", "SELECT FROM ${a} ${b}"),
        ("{call p(#{a}, #{b})}", "call p(?, ?)"),
        ("\n{ #{r,mode=OUT} = call f( ${a} ) }", "call f( ${a} )"),
        ("{call p}", "call p()"),
    ],
)  # fmt: skip
def test_what_is_filled_in_is_what_makes_sense_there(inside: str, expected: str) -> None:
    assert forms(f"<select>{inside}</select>") == [expected]


@pytest.mark.parametrize("dialect", [Dialect.MYSQL, Dialect.ORACLE])
def test_what_is_taken_for_nothing_around_a_statement_is_told_all_the_same(
    dialect: Dialect,
) -> None:
    text = f"{HEAD}<mapper><select>${{a}} SELECT b FROM t ORDER BY ${{c}} ${{d}}</select></mapper>"
    rules = "mybatis-dollar-substitution", "mybatis-dollar-order-by"
    told = findings(text, *rules, dialect=dialect)
    assert {marked(text, each) for each in told} == {"${a}", "${c}", "${d}"}


def test_what_is_filled_in_makes_no_statement_certainly_wrong() -> None:
    """Nobody knows what `${a}` is: the words before it may be right with it."""
    rules = "statement-parse-error", "statement-not-fully-parsed"
    doubted = f"{HEAD}<mapper><select>SELECT a FROM t ${{b}} FROM ${{c}}</select></mapper>"
    for dialect in (Dialect.MYSQL, Dialect.ORACLE):
        assert [each.rule for each in findings(doubted, *rules, dialect=dialect)] == [rules[1]]
    (wrong,) = findings(doubted.replace("${b}", "WHERE"), *rules)
    assert wrong.rule == rules[0]


def test_findings_stand_in_the_mapper() -> None:
    rules = ("dml-require-where", "mybatis-dollar-substitution", "mybatis-dollar-order-by")
    for ends in ("\n", "\r\n"):
        text = MAPPER.replace("\n", ends)
        scope, clear, drop = findings(text, *rules)
        assert (scope.rule, marked(text, scope)) == (rules[1], "${params.dataScope}")
        assert scope.note is None
        assert (clear.suppressed, marked(text, clear)) == (
            "the whole table is meant", "DELETE FROM basket",
        )  # fmt: skip
        assert marked(text, drop).startswith("DELETE FROM guest")
        assert drop.message.endswith("(only where no condition holds)")
        assert drop.start.line == text.count("\n", 0, drop.start.offset) + 1


def test_what_only_a_branch_has_is_told_with_its_condition() -> None:
    (found,) = findings(MAPPER, "query-order-by-rand")
    assert marked(MAPPER, found) == "rand()" or "rand" in marked(MAPPER, found)
    assert found.message.endswith("(only where by == 'age')")


def test_what_a_fragment_has_is_said_once_where_it_stands() -> None:
    text = mapper(
        "<sql id='f'>FROM t WHERE a = NULL</sql>"
        + "".join(f"<select>SELECT {n} <include refid='f'/></select>" for n in range(3))
    )
    (found,) = findings(text, "query-equal-null")
    assert marked(text, found) == "a = NULL"


def test_fragments_of_other_mappers_are_found_at_the_include() -> None:
    other = fragments(mapper("<sql id='f'>WHERE a = NULL</sql>"))
    text = mapper("<select>SELECT 1 FROM t <include refid='other.f'/></select>")
    judge = Judge(ActiveRules([active("query-equal-null")]), Dialect.MYSQL)
    (piece,) = pieces(InputKind.MYBATIS, [text], Dialect.MYSQL, {"other": other}.get)
    (found,) = judge.judge(piece)
    assert marked(text, found) == "<include refid='other.f'/>"


def test_more_forms_than_are_looked_at_are_told() -> None:
    whens = "".join(f"<when test='{n}'>a = {n}</when>" for n in range(40))
    text = mapper(f"<select>SELECT a FROM t WHERE <choose>{whens}</choose></select>")
    (piece,) = read(text)
    assert piece.origin is not None
    assert len(piece.origin.others) == MOST - 1
    (found,) = findings(text, "mybatis-too-many-forms")
    assert str(MOST) in found.message
    assert "40" in found.message


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE m [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><mapper><select>&b;</select></mapper>',
        '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/hosts">]><mapper><select>&a;</select></mapper>',
        '<!DOCTYPE m [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x">%p;]><mapper/>',
        "<mapper>" + "<if>" * 100_000,
        "<mapper><select>SELECT 1</select>",
        "<mapper><select>SELECT 1</select></mapper>\0",
        "no XML",
        "<project/>",
        "",
    ],
)
def test_hostile_or_broken_xml_is_refused_behind_what_was_read(text: str) -> None:
    found: list[Piece] = []
    with pytest.raises(UnreadableInput):
        found.extend(pieces(InputKind.MYBATIS, [text], Dialect.MYSQL))
    assert [piece.text for piece in found] == re.findall(r"(?<=>)SELECT 1(?=<)", text)


@pytest.mark.parametrize(
    ("fragment", "included"),
    [
        ("<include refid='f{n}'/>" * 9, ""),
        (
            "a = ${{a}} " * 9 + "<include refid='f{n}'/>",
            f"<property name='a' value='{'x' * 9999}'/>",
        ),
        (
            "<include refid='f{n}'><property name='a' value='" + "${{a}}" * 99 + "'/></include>",
            "<property name='a' value='xxxxxxxxx'/>",
        ),
    ],
)
def test_fragments_of_fragments_come_to_an_end(fragment: str, included: str) -> None:
    """A dozen within each other would be 9 to the power of 12 parts; what is left out is told."""
    sqls = "".join(f"<sql id='f{n + 1}'>{fragment.format(n=n)}</sql>" for n in range(20))
    last = f"<include refid='f20'>{included}</include>"
    text = mapper(f"{sqls}<sql id='f0'>1</sql><select>SELECT 1 WHERE {last} {last}</select>")
    (piece,) = read(text)
    assert len(piece.text) < 500_000
    assert piece.cut or "included_fragment" in piece.text


def test_a_statement_too_long_to_be_read_is_told_so() -> None:
    text = mapper(
        f"<select>SELECT 1 <if test='a'>{', 1' * 70_000}</if> <if test='b'>, b</if></select>"
    )
    (piece,) = read(text)
    assert piece.cut
    assert [each.rule for each in findings(text, "statement-not-fully-parsed")]


def test_what_is_filled_in_behind_order_by_sorts() -> None:
    text = mapper(
        "<select>SELECT ${a} FROM t ORDER BY ${b}, (SELECT ${c} FROM u GROUP BY ${d}) ${e}</select>"
    )
    (piece,) = read(text)
    assert piece.origin is not None
    sorting = {mark.about for mark in piece.origin.marks if isinstance(mark, Filled) and mark.sorts}
    assert sorting == {"b", "d"}


def test_a_mapper_without_end_is_not_read_to_its_end() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        yield '<mapper namespace="m">'
        while True:
            taken += 1
            yield " " * (1 << 20)

    with pytest.raises(UnreadableInput, match="too long for XML"):
        list(pieces(InputKind.MYBATIS, endless(), Dialect.MYSQL))
    assert taken <= 33, "MiB"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(MAPPER)), st.integers(0, 40)), max_size=3),
    st.sampled_from(["", "<if test='a'>", "</if>", "${", "#{a}", ";", "'", "&lt;", "顾客", "\r\n"]),
)
def test_damaged_mappers_are_survived(damage: list[tuple[int, int]], put: str) -> None:
    text = MAPPER
    for at, length in damage:
        text = text[:at] + put + text[at + length :]
    try:
        for piece in pieces(InputKind.MYBATIS, [text], Dialect.MYSQL):
            assert piece.origin is not None
            assert piece.origin.places is not None
            for at in range(0, len(piece.text), 7):
                start, end = piece.origin.places.span(at, min(at + 5, len(piece.text)))
                assert 0 <= start.offset <= end.offset <= len(text)
    except UnreadableInput:
        pass
