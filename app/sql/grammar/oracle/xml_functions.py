"""Functions of SQL/XML, whose arguments have words of their own (XML DB Developer's Guide)."""

from typing import ClassVar

from app.sql.grammar.oracle.functions import Forms, Functions
from app.sql.tokens import IDENTIFIER
from app.sql.tree import Expression, FunctionCall

_ESCAPING = frozenset({"ENTITYESCAPING", "NOENTITYESCAPING"})


class XmlFunctions(Functions):
    """XMLELEMENT, XMLQUERY and their kin."""

    def _xml_element(self, first: int, word: str) -> Expression:
        """`XMLELEMENT([NAME] name | EVALNAME value, content, …)`; XMLPI is much the same."""
        self.accept_any(_ESCAPING)
        arguments: tuple[Expression, ...] = ()
        if self.accept("EVALNAME"):
            arguments = (self.expression(),)
        else:
            if self.kinds[self.at + 1] is IDENTIFIER or self.kinds[self.at + 1][0].isalpha():
                self.accept("NAME")
            self.any_word()
        if self.accept(","):
            arguments += self.separated(self._xml_value)
        return FunctionCall(first, 0, word, arguments)

    def _xml_values(self, first: int, word: str) -> Expression:
        """XMLATTRIBUTES, XMLFOREST, XMLCOLATTVAL: values, each with a name or not."""
        self.accept_any(_ESCAPING)
        self.accept_any({"SCHEMACHECK", "NOSCHEMACHECK"})
        return FunctionCall(first, 0, word, self.separated(self._xml_value))

    def _xml_value(self) -> Expression:
        value = self.expression()
        if self.accept("AS"):
            if self.accept("EVALNAME"):
                self.expression()
            else:
                self.any_word()
        elif self.sees_identifier():
            self.identifier()
        return value

    def _xml_parse(self, first: int, word: str) -> Expression:
        self.expect_any({"DOCUMENT", "CONTENT"})
        value = self.expression()
        self.accept("WELLFORMED")
        return FunctionCall(first, 0, word, (value,))

    def _xml_query(self, first: int, word: str) -> Expression:
        """XMLQUERY and XMLEXISTS."""
        made = FunctionCall(first, 0, word, (self.expression(),))
        made.arguments += self.passing()
        if self.accept("RETURNING"):
            self.expect("CONTENT")
        self.accept("NULL", "ON", "EMPTY")
        return made

    def passing(self) -> tuple[Expression, ...]:
        """`PASSING [BY VALUE] value [AS name], …`, or nothing."""
        if not self.accept("PASSING"):
            return ()
        self.accept("BY", "VALUE")
        return self.separated(self.argument)

    def _xml_root(self, first: int, word: str) -> Expression:
        value = self.expression()
        self.expect(",", "VERSION")
        if not self.accept("NO", "VALUE"):
            self.expression()
        if self.accept(",", "STANDALONE") and not self.accept("YES"):
            self.expect("NO")
            self.accept("VALUE")
        return FunctionCall(first, 0, word, (value,))

    def _xml_serialize(self, first: int, word: str) -> Expression:
        self.accept_any({"DOCUMENT", "CONTENT"})
        value = self.expression()
        if self.accept("AS"):
            self.data_type()
        if self.accept("ENCODING"):
            self.expression()
        if self.accept("VERSION"):
            self.expression()
        if not self.accept("NO", "INDENT") and self.accept("INDENT") and self.accept("SIZE"):
            self.expect("=")
            self.expression()
        if self.accept_any({"HIDE", "SHOW"}):
            self.expect("DEFAULTS")
        return FunctionCall(first, 0, word, (value,))

    _FORMS: ClassVar[Forms] = {
        **Functions._FORMS,
        "XMLELEMENT": _xml_element, "XMLPI": _xml_element, "XMLATTRIBUTES": _xml_values,
        "XMLFOREST": _xml_values, "XMLCOLATTVAL": _xml_values, "XMLPARSE": _xml_parse,
        "XMLQUERY": _xml_query, "XMLEXISTS": _xml_query, "XMLROOT": _xml_root,
        "XMLSERIALIZE": _xml_serialize,
    }  # fmt: skip
