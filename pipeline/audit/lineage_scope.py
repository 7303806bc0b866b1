"""What a column of one qualified query comes from: its expression followed through subqueries, CTEs and unions to the tables.

Knows SQL and nothing of this project. The words are those of pipeline/audit/lineage.py.
"""

from collections.abc import Callable, Iterator

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer import Scope

ROWS = "*"
DIRECT = ("IDENTITY", "TRANSFORMATION", "AGGREGATION")
CHOSEN = ("CONDITIONAL", "WINDOW")
ROWWISE = ("FILTER", "JOIN", "GROUP_BY", "SORT")
OF_VALUE = (*DIRECT, *CHOSEN)
"""What a value is made of or chosen by; the others only decide which rows there are."""
_RANK = {how: rank for rank, how in enumerate((*reversed((*CHOSEN, *ROWWISE)), *DIRECT))}

Origins = dict[tuple[str, str], str]
"""(table, column) to how it enters; of several ways the most direct."""


class Unresolved(Exception):
    """A column whose table is not in the query."""


CANNOT = (Unresolved, SqlglotError, KeyError, IndexError, RecursionError)
"""What following a column may end with where the query is beyond this module."""


class Query:
    """One model's query; `named` gives a table its name. Raises one of CANNOT where a column cannot be followed."""

    def __init__(self, named: Callable[[exp.Table], str]) -> None:
        self._named = named
        self._columns: dict[tuple[int, str | int], Origins] = {}
        self._rows: dict[int, Origins] = {}

    def column(self, scope: Scope, column: str | int) -> Origins:
        """The origins of an output column, by name or place."""
        key = id(scope), column
        if key not in self._columns:
            self._columns[key] = self._column(scope, column)
        return self._columns[key]

    def rows(self, scope: Scope) -> Origins:
        """What decides which rows a query gives: its filters, joins and groupings, and the rows that it reads."""
        if id(scope) not in self._rows:
            self._rows[id(scope)] = self._decided(scope)
        return self._rows[id(scope)]

    def _column(self, scope: Scope, column: str | int) -> Origins:
        query, found = scope.expression, Origins()
        if isinstance(query, exp.SetOperation):
            place = column if isinstance(column, int) else _place(query, column)
            for branch in scope.set_operation_scopes:
                add(found, self.column(branch, place))
            return found
        if isinstance(query, exp.Subquery):
            return self.column(scope.subquery_scopes[0], column)
        if not isinstance(query, exp.Select):  # an unnested list or the like: what it is made of
            return self._of(scope, query, "TRANSFORMATION")
        chosen = query.selects[column] if isinstance(column, int) else _named(query, column)
        add(found, self._of(scope, chosen, "IDENTITY"))
        if any(isinstance(each, exp.AggFunc | exp.Window) for each in _in_query(chosen)):
            add(found, self.rows(scope))
        return found

    def _decided(self, scope: Scope) -> Origins:
        query, found = scope.expression, Origins()
        if isinstance(query, exp.SetOperation):
            for branch in scope.set_operation_scopes:
                add(found, self.rows(branch))
            return found
        if isinstance(query, exp.Subquery):
            return self.rows(scope.subquery_scopes[0])
        if not isinstance(query, exp.Select):
            return self._of(scope, query, "JOIN")
        for part, how in _PARTS.items():
            for each in _listed(query.args.get(part)):
                add(found, self._of(scope, each, how))
        for join in query.args.get("joins") or ():
            for each in (join.args.get("on"), *_listed(join.args.get("using"))):
                if each is not None:
                    add(found, self._of(scope, each, "JOIN"))
        if query.args.get("limit"):
            for each in _listed(query.args.get("order")):
                add(found, self._of(scope, each, "SORT"))
        for _, source in scope.selected_sources.values():
            if isinstance(source, exp.Table):
                add(found, {(self._named(source), ROWS): "FILTER"})
            elif not _is_itself(source):
                add(found, self.rows(source))
        return found

    def _of(self, scope: Scope, node: exp.Expr, how: str) -> Origins:
        """The origins of an expression that enters in one way."""
        found = Origins()
        if isinstance(node, exp.Column):
            for origin, inner in self._read(scope, node).items():
                add(found, {origin: _after(how, inner)})
        elif isinstance(node, exp.Query) and node is not scope.expression:
            inner = next(each for each in scope.subquery_scopes if each.expression is node.unnest())
            for place in range(len(node.unnest().selects)):
                add(found, self.column(inner, place), how if how != "IDENTITY" else "TRANSFORMATION")
            add(found, self.rows(inner))
        else:
            for child, entering in _children(node, how):
                add(found, self._of(scope, child, entering))
        return found

    def _read(self, scope: Scope, column: exp.Column) -> Origins:
        source = scope.sources.get(column.table)
        if isinstance(source, exp.Table):
            return {(self._named(source), column.name): "IDENTITY"}
        if source is None:
            if scope.parent is None:
                raise Unresolved(column.sql())
            return self._read(scope.parent, column)  # a subquery may name a table of the query around it
        return {} if _is_itself(source) else self.column(source, column.name)


_PARTS = {"where": "FILTER", "having": "FILTER", "qualify": "FILTER", "group": "GROUP_BY"}


def _children(node: exp.Expr, how: str) -> Iterator[tuple[exp.Expr, str]]:
    """The parts of an expression, each with how it enters."""
    inside = how if how != "IDENTITY" or isinstance(node, exp.Alias | exp.Paren) else "TRANSFORMATION"
    if isinstance(node, exp.AggFunc) and how in DIRECT:
        inside = "AGGREGATION"
    for name, value in node.args.items():
        for child in (each for each in _listed(value) if isinstance(each, exp.Expr)):
            is_condition = name == "this" if isinstance(node, exp.If) else name == "this" and isinstance(node, exp.Case)
            if is_condition:
                yield child, _after(how, "CONDITIONAL")
            elif isinstance(node, exp.Filter) and name == "expression":
                yield child, _after(how, "FILTER")
            elif isinstance(node, exp.Window) and name != "this":
                yield child, _after(how, "WINDOW")
            else:
                yield child, inside


def _after(outer: str, inner: str) -> str:
    """How something enters that enters `inner` into what enters `outer`: the loosest of the two."""
    for kinds in (ROWWISE, CHOSEN):
        if outer in kinds or inner in kinds:
            return outer if outer in kinds else inner
    return max(outer, inner, key=_RANK.__getitem__)


def add(found: Origins, more: Origins, how: str = "IDENTITY") -> None:
    """Put the origins of something into those of what it enters, in the way in which it enters."""
    for origin, inner in more.items():
        entering = _after(how, inner)
        found[origin] = max(found.get(origin, entering), entering, key=_RANK.__getitem__)


def _is_itself(source: Scope) -> bool:
    """Whether it is a recursive query's view of itself: its first part, which is followed where the whole is."""
    part = source.expression
    return isinstance(part.parent, exp.SetOperation) and not source.sources and isinstance(part.parent.parent, exp.CTE)


def _place(query: exp.SetOperation, name: str) -> int:
    if name in query.named_selects:
        return query.named_selects.index(name)
    raise Unresolved(name)


def _named(query: exp.Select, name: str) -> exp.Expr:
    for each in query.selects:
        if each.alias_or_name == name:
            return each
    raise Unresolved(name)


def _in_query(node: exp.Expr) -> Iterator[exp.Expr]:
    """The parts of an expression, without those of queries in it."""
    return node.walk(prune=lambda each: isinstance(each, exp.Query))


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]
