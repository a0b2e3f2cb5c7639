"""Rules about how a statement is written down: its characters, its hints, its place-holders."""

import re

from app.audit.registry import EVERYWHERE, Hits, Text, hit, hit_in_comment, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import IDENTIFIER, PARAMETER, Tokens

_FULL_WIDTH = frozenset("“”‘’＂＇｀「」『』，；（）．＝＜＞")


@rule(
    Severity.ERROR,
    on=(tree.Statement,),
    having=_FULL_WIDTH,
    dialects=EVERYWHERE,
    bad=["CREATE TABLE account (id INT PRIMARY KEY COMMENT “key”)",
         "SELECT id FROM account WHERE name = ‘Li’",
         "SELECT id， name FROM account WHERE id = 7",
         "-- dialect: oracle\nSELECT id FROM account WHERE name = ‘Li’"],
    good=["CREATE TABLE account (id INT PRIMARY KEY COMMENT '“key”，of a row')",
          "SELECT id FROM account WHERE name = '（Li）'"],
    sources=["SQLE ddl_check_full_width_quotation_marks", "SQLE SQLE00035", "SOAR ARG.013"],
)  # fmt: skip
def statement_full_width_quotes(node: tree.Statement, scope: Scope) -> Hits:
    """Full-width punctuation stands where SQL has its own.

    Why: the server takes it for a part of a name or refuses it: it was copied from a document, or
    typed without switching the input method. Within strings and comments it is right.

    Instead: the half-width signs of the keyboard.
    """
    if node.parent is not None or _FULL_WIDTH.isdisjoint(scope.tokens.kinds):
        return
    for at, kind in enumerate(scope.tokens.kinds):
        if kind in _FULL_WIDTH:
            yield hit(at, N_("{sign} is full-width, and no sign of SQL"), sign=kind)
            return


@rule(
    Severity.NOTICE,
    on=(tree.Statement,),
    having=(".",),
    dialects=EVERYWHERE,
    bad=["SELECT a. id FROM account a WHERE a.id = 7", "SELECT id FROM shop .account WHERE id = 7"],
    good=["SELECT a.id FROM account a WHERE a.id = 7",
          "SELECT 1. FROM account WHERE price > .5", "SELECT 'a. b' FROM account WHERE id = 7",
          "SELECT a/**/.id FROM account a WHERE a.id = 7"],
    sources=["SOAR STA.002"],
)  # fmt: skip
def statement_blank_after_dot(node: tree.Statement, scope: Scope) -> Hits:
    """A blank stands beside the dot of a name.

    Why: it reads like two names; tools that search for shop.account do not find it.

    Instead: no blank.
    """
    if node.parent is not None:
        return
    tokens = scope.tokens
    kinds = tokens.kinds
    for at in [at for at, kind in enumerate(kinds) if kind == "."]:
        if not 0 < at < len(tokens) - 1 or scope.stand_together(at - 1, at + 1):
            continue
        if not (_is_blank_behind(at - 1, scope) or _is_blank_behind(at, scope)):
            continue
        if _is_name(kinds[at - 1]) and _is_name(kinds[at + 1]):
            yield hit(at - 1, N_("A blank stands beside the dot"), last=at + 1)
            return


def _is_blank_behind(token: int, scope: Scope) -> bool:
    """Blanks and nothing else: in a mapper, a comment stands for what may be filled in."""
    return scope.is_gap_behind(token) and scope.comment_behind(token) is None


def _is_name(kind: str) -> bool:
    return kind is IDENTIFIER or kind[:1].isalpha()


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\u3164\ufeff\uffa0\u00a0\u2000-\u200a\u202f\u205f\u3000]"
)
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u200e\u200f")
_IN_STRINGS = frozenset("\u200b\u2060\ufeff") | _BIDI


@rule(
    Severity.WARNING,
    on=(Text,),
    looks_for=lambda text, _code: not text.isascii(),
    dialects=EVERYWHERE,
    bad=["SELECT id FROM\u00a0account WHERE id = 7",
         "SELECT id FROM account WHERE name = 'Li\u200b'",
         "DELETE FROM account /* \u202e only closed */ WHERE id = 7",
         "UPDATE account\u3000SET seen = 1 WHERE id = 7"],
    good=["SELECT id FROM account WHERE name = '李\u3000伟'",
          "INSERT INTO note (text) VALUES ('\U0001f468\u200d\U0001f469\u200d\U0001f467')",
          "SELECT id /* 键\u3000值 */ FROM account WHERE id = 7",
          "SELECT id AS 键 FROM account WHERE id = 7"],
    sources=["SOAR KWR.005", "CVE-2021-42574 (Trojan Source)"],
)  # fmt: skip
def statement_invisible_unicode(_node: None, scope: Scope) -> Hits:
    """Characters that nobody sees stand in the statement.

    Why: between words the server takes them for a part of a name; in a string two values look equal
    and are not; signs that turn the direction of writing hide what is really run. Wide blanks in
    strings and comments, and joined emoji, are right.

    Instead: take them out.
    """
    text = scope.text
    if text.isascii():
        return
    for found in _INVISIBLE.finditer(text):
        at, sign = found.start(), found[0]
        if scope.is_quoted(at):
            wrong = sign in _IN_STRINGS
        elif set("-#*") & set(scope.gap_at(at)):  # a comment
            wrong = sign in _BIDI
        else:
            wrong = True
        if wrong:
            template = N_("An invisible character stands here: U+{code}")
            yield hit_in_comment(found.span(), template, code=f"{ord(sign):04X}")
            return


@rule(
    Severity.ERROR,
    on=(tree.Statement,),
    having=(PARAMETER,),
    dialects=EVERYWHERE,
    parameters={"max": 100},
    bad=["SELECT id FROM account WHERE id IN (" + ", ".join("?" * 101) + ")"],
    good=[
        "SELECT id FROM account WHERE id IN (" + ", ".join("?" * 100) + ")",
        "SELECT '" + "?" * 200 + "' FROM account WHERE id = 7",
    ],
    sources=["SQLE all_check_prepare_statement_placeholders", "SQLE SQLE00002"],
)
def statement_max_bind_variables(node: tree.Statement, scope: Scope) -> Hits:
    """A statement has very many place-holders.

    Why: drivers and servers have limits (65,535 in MySQL, less in Oracle), every number of them is
    another statement for the cache of plans, and binding costs more than it saves.

    Instead: a temporary table of the values, or portions of one size.
    """
    if node.parent is None:
        count, most = scope.tokens.kinds.count(PARAMETER), scope.number("max")
        if count > most:
            yield hit(scope.tokens.kinds.index(PARAMETER),
                      N_("The statement has {count} place-holders, {most} at most are wished"),
                      count=count, most=most)  # fmt: skip


_HINT = re.compile(
    r"\b(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|MERGE)\s*(/\*\+.*?(?:\*/|\Z)|--\+[^\n]*)",
    re.I | re.S,
)


@rule(
    Severity.WARNING,
    on=(Text, tree.IndexHint, only(tree.Select, "STRAIGHT_JOIN")),
    mentioning=["/*+", "--+"],
    dialects=EVERYWHERE,
    in_default=False,
    bad=["SELECT /*+ NO_ICP(account) */ id FROM account WHERE id = 7",
         "SELECT id FROM account FORCE INDEX (by_name) WHERE name = 'Li'",
         "SELECT STRAIGHT_JOIN a.id FROM a JOIN b ON b.a = a.id WHERE a.id = 7",
         "-- dialect: oracle\nSELECT /*+ FULL(a) */ id FROM account a WHERE id = 7"],
    good=["SELECT /* which */ id FROM account WHERE id = 7",
          "SELECT 'SELECT /*+ x */' FROM account WHERE id = 7",
          "-- dialect: oracle\nSELECT id FROM account WHERE id = 7"],
    sources=["SQLE SQLE00176", "SOAR ARG.010"],
)  # fmt: skip
def statement_hint_used(node: tree.IndexHint | tree.Select | None, scope: Scope) -> Hits:
    """A hint tells the optimizer what to do.

    Why: it is right for the data of one day; data, indexes and versions change, the hint stays, and
    a forced index that is dropped makes the statement fail.

    Instead: fresh statistics, a better index; plan baselines in Oracle.
    """
    match node:
        case None:
            marked = "/*+" in scope.code or "--+" in scope.code
            for found in _HINT.finditer(scope.text) if marked else ():
                closed = found[1].endswith("*/") or found[1].startswith("--")
                if closed and not scope.is_quoted(found.start(1)):
                    yield hit_in_comment(found.span(1), N_("A hint tells the optimizer what to do"))
        case tree.IndexHint():
            yield hit(node, N_("{verb} INDEX tells the optimizer what to do"), verb=node.verb)
        case tree.Select() if "STRAIGHT_JOIN" in node.options:
            at = scope.tokens.kinds.index("STRAIGHT_JOIN", node.first)
            yield hit(at, N_("STRAIGHT_JOIN tells the optimizer what to do"))


@rule(
    Severity.ERROR,
    on=(tree.Update,),
    having=(tree.Join,),
    bad=["SELECT id FROM a ORDER BY id UNION SELECT id FROM b",
         "SELECT id FROM a LIMIT 3 UNION ALL SELECT id FROM b",
         "UPDATE a JOIN b ON b.a = a.id SET a.n = 1 ORDER BY a.id LIMIT 3",
         "DELETE a FROM a JOIN b ON b.a = a.id WHERE b.n = 1 LIMIT 3"],
    good=["(SELECT id FROM a ORDER BY id LIMIT 3) UNION SELECT id FROM b",
          "SELECT id FROM a UNION SELECT id FROM b ORDER BY id LIMIT 3",
          "UPDATE a SET n = 1 ORDER BY id LIMIT 3"],
    sources=["goInception er_wrong_usage", "MySQL error 1221"],
)  # fmt: skip
def query_wrong_clause_combination(node: tree.Update, scope: Scope) -> Hits:
    """Clauses stand together that cannot.

    Why: the statement fails with error 1221: ORDER BY and LIMIT before UNION need parentheses, and
    UPDATE or DELETE of several tables takes neither.

    Instead: parentheses around the branch; change one table by its keys.
    """
    if isinstance(node.tables, tree.Join) and (node.order_by or node.limit):
        place: tree.Node = node.limit or node.order_by[0]
        yield hit(place, N_("{verb} of several tables takes no ORDER BY and no LIMIT"),
                  verb="UPDATE")  # fmt: skip


@query_wrong_clause_combination.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    """What the grammar refused: read by its words at the top level."""
    kinds, depth, tail = tokens.kinds, 0, None
    for at in range(len(tokens)):
        kind = kinds[at]
        depth += (kind == "(") - (kind == ")")
        if depth:
            continue
        if kind == "LIMIT" or (kind == "ORDER" and kinds[at + 1] == "BY"):
            tail = at
        elif kind in {"UNION", "EXCEPT", "INTERSECT"} and tail is not None:
            yield hit(tail, N_("ORDER BY and LIMIT before {operator} need parentheses"),
                      last=at, operator=kind)  # fmt: skip
            return
    if kinds[0] == "DELETE" and tail is not None and "JOIN" in kinds[:tail]:
        yield hit(tail, N_("{verb} of several tables takes no ORDER BY and no LIMIT"),
                  verb="DELETE")  # fmt: skip
