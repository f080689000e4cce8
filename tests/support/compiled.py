"""What an application compiles at its start and at its first statements, kept from one application to the next.

The tests create more than a thousand applications, in their own process and in servers.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_STATEMENTS = 5_000


def keep_compiled_routes() -> None:
    """Compile the function that builds a route's address once per route instead of once per application.

    It takes the rule as an argument, and depends on the texts in the key only. It is most of the time that the
    application takes to be created.
    """
    compile_builder: Callable[[Rule, bool], Any] = Rule._compile_builder
    compiled: dict[tuple[object, ...], Any] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = compile_once  # type: ignore[assignment, method-assign]


def keep_compiled_statements() -> None:
    """Compile an SQL statement once per kind of database instead of once per database.

    SQLAlchemy keeps compiled statements per engine, by the statement and the dialect. All engines of one kind get one
    cache, and their dialects count as equal: the tests run one version of each database.
    """
    caches: dict[type, LRUCache[Any, Any]] = {}

    def cache_of(engine: Engine) -> LRUCache[Any, Any]:
        return caches.setdefault(type(engine.dialect), LRUCache(_STATEMENTS))

    # A property, since SQLAlchemy reads the signature of the constructor.
    Engine._compiled_cache = property(cache_of, lambda _engine, _own: None)  # type: ignore[assignment]
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[assignment, method-assign]
