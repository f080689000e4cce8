"""The structure of the code: no import cycle, and every part of the contract is complete."""

import ast
from collections.abc import Iterator
from functools import cache

import grimp
import pytest
from apiflask import APIFlask
from flask_babel import force_locale

from labapp.contract import labels
from labapp.contract.events import DOMAIN_EVENTS, INBOX_EVENTS, DomainPayload
from labapp.contract.facts import AGGREGATES, DETAILS, FactName
from labapp.contract.records import RECORDS
from labapp.events import signals
from labapp.locale import LOCALES
from labapp.policy.visibility import CATALOG, ENTITIES, POLICY
from labapp.reference import asyncapi, typescript
from tests.support.processes import REPOSITORY

PACKAGE = REPOSITORY / "labapp"
COMPOSITION_ROOTS = {"labapp", "labapp.realtime", "labapp.realtime.server", "labapp.api", "labapp.dashboard"}


@pytest.fixture(scope="module")
def app(shared_app: APIFlask) -> Iterator[APIFlask]:
    """One application for all names, in its context."""
    with shared_app.app_context():
        yield shared_app


@cache
def graph() -> grimp.ImportGraph:
    # Imports for types only count as well: who reads a module must read what it names.
    return grimp.build_graph("labapp", exclude_type_checking_imports=False, cache_dir=None)


def circles() -> Iterator[set[str]]:
    """Yield the strongly connected sets of modules (Tarjan, 1972)."""
    found, index, low, stack = graph(), {}, {}, []

    def visit(module: str) -> Iterator[set[str]]:
        index[module] = low[module] = len(index)
        stack.append(module)
        for imported in sorted(found.find_modules_directly_imported_by(module)):
            if imported not in index:
                yield from visit(imported)
                low[module] = min(low[module], low[imported])
            elif imported in stack:
                low[module] = min(low[module], index[imported])
        if low[module] == index[module]:
            circle = set(stack[stack.index(module) :])
            del stack[stack.index(module) :]
            if len(circle) > 1:
                yield circle

    for module in sorted(found.modules):
        if module not in index:
            yield from visit(module)


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert list(circles()) == []


def test_the_graph_holds_what_python_imports() -> None:
    assert "labapp.unit_of_work" in graph().find_modules_directly_imported_by("labapp.services.appointments")


def test_nothing_imports_a_composition_root_for_its_types() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
                named = {one.module for one in ast.walk(node) if isinstance(one, ast.ImportFrom)}
                assert not named & COMPOSITION_ROOTS, path


def test_no_module_is_too_long() -> None:
    long = {str(path): n for path in PACKAGE.rglob("*.py") if (n := len(path.read_text().splitlines())) > 300}
    assert {path for path in long if "/migrations/" not in path} == set()


def translated(label: object, locale: str) -> str:
    with force_locale(locale):
        return str(label)


def names() -> list[tuple[str, object]]:
    """Everything of the contract that people read, with the label that it has."""
    fields = [(field, label) for model in DETAILS for field, label in labels.labels_of(model).items()]
    records = [
        (f"{kind}.{field}", label)
        for kind, record in RECORDS.items()
        for field, label in labels.labels_of(record.view).items()
    ]
    facts = [(name.value, name.label) for name in FactName]
    return [*fields, *records, *facts, *((name, model.label) for name, model in DOMAIN_EVENTS.items())]


@pytest.mark.parametrize("name", [name for name, _ in names()])
def test_what_people_read_is_in_both_languages(app: APIFlask, name: str) -> None:
    label = dict(names())[name]
    spanish, english = (translated(label, locale) for locale in LOCALES)
    assert spanish.strip()
    assert english.strip()
    same_in_both = {"Total"}
    assert spanish != english or spanish in same_in_both


def test_every_field_of_a_record_has_a_label() -> None:
    # What a record is called by, and whose it is, is said by the entry itself.
    unlabelled = {"id", "createdAt", "userId"}
    for kind, record in RECORDS.items():
        fields = {field.alias or name for name, field in record.view.model_fields.items()}
        assert fields - set(labels.labels_of(record.view)) <= unlabelled, kind
    for model in DETAILS:
        assert set(labels.labels_of(model)) == {field.alias or name for name, field in model.model_fields.items()}


def test_every_fact_is_about_a_known_kind_of_record() -> None:
    assert {name.entity_type for name in FactName} == set(AGGREGATES)
    for name in FactName:
        assert name is FactName.of(name.entity_type, name.value.partition(".")[2])


def test_every_kind_of_record_is_announced_by_a_signal() -> None:
    assert set(signals.BY_ENTITY) == set(AGGREGATES)
    for signal in set(signals.BY_ENTITY.values()):
        aggregates = {AGGREGATES[kind] for kind, found in signals.BY_ENTITY.items() if found is signal}
        assert len(aggregates) == 1, signal


@pytest.mark.parametrize("model", DOMAIN_EVENTS.values(), ids=DOMAIN_EVENTS)
def test_every_event_is_published_with_its_recipients(app: APIFlask, model: type[DomainPayload]) -> None:
    assert model.recipients
    served = asyncapi.document("localhost", secure=False)["components"]["messages"]
    assert model.event in {message["name"] for message in served.values()}
    assert f'"{model.event}": {model.__name__};' in typescript.declarations()


def test_the_app_can_describe_every_event_of_the_inbox() -> None:
    texts = (REPOSITORY / "static" / "js" / "app" / "texts" / "contract.js").read_text()
    for event in INBOX_EVENTS:
        assert texts.count(f"    event_{event.replace(':', '_')}: ") == len(LOCALES), event


def test_every_role_has_a_rule_for_what_is_not_public() -> None:
    private = {model for kind, model in ENTITIES.items() if kind not in CATALOG}
    roles = {role for role, _ in POLICY}
    assert set(POLICY) == {(role, model) for role in roles for model in private}
    assert len(roles) == 3
