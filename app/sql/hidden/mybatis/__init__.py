"""The statements in mapper files of MyBatis, in the forms that their dynamic tags produce."""

from app.sql.hidden.mybatis.mapper import Elsewhere, fragments, mybatis_pieces, namespace_in

__all__ = ["Elsewhere", "fragments", "mybatis_pieces", "namespace_in"]
