"""TypeScript types of pydantic models.

An unknown type of field raises ValueError; ``any`` is never used.
"""

import json

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from labapp.contract.base import JsonObject

_SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
# Socket.IO delivers binary data as an ArrayBuffer in a browser, and as a Uint8Array in Node.
_BINARY = "ArrayBuffer | Uint8Array"


def interface(model: type[BaseModel], *, more: str | None = None) -> str:
    """Return the interface of a payload, in which fields that are None are left out; ``more`` is an additional line."""
    schema = model.model_json_schema(by_alias=True)
    nullable: frozenset[str] = getattr(model, "null_on_wire", frozenset())
    lines = []
    for name, field in model.model_fields.items():
        wire_name = field.alias or name
        field_schema, definitions = schema["properties"][wire_name], schema.get("$defs", {})
        lines.append(_field(wire_name, field, field_schema, definitions, keeps_null=wire_name in nullable))
    return _declaration(model.__name__, model.__doc__, [*lines, more] if more else lines)


def view(model: type[BaseModel]) -> str:
    """Return the interface of a view, in which every field is present and None is null."""
    schema = model.model_json_schema(by_alias=True, mode="serialization")
    definitions = schema.get("$defs", {})
    lines = [f"{name}: {_type(one, definitions)};" for name, one in schema["properties"].items()]
    return _declaration(view_name(model.__name__), model.__doc__, lines)


def view_name(name: str) -> str:
    """Return the TypeScript name of a view: ``Exam`` for ``ExamView``."""
    return name.removesuffix("View")


def views_in(model: type[BaseModel]) -> set[str]:
    """Return the names of the views that are fields of a payload."""
    definitions: JsonObject = model.model_json_schema(by_alias=True).get("$defs", {})
    return {name for name, definition in definitions.items() if definition["type"] == "object"}


def table(name: str, comment: str, types: dict[str, str]) -> str:
    """Return an interface that maps names on the wire to types."""
    return _declaration(name, comment, [f"{json.dumps(event)}: {kind};" for event, kind in types.items()])


def _declaration(name: str, comment: str | None, lines: list[str]) -> str:
    first = (comment or "").strip().partition("\n")[0].replace("``", "`")
    return "\n".join([f"/** {first} */", f"export interface {name} {{", *(f"  {line}" for line in lines), "}", ""])


def _field(name: str, field: FieldInfo, schema: JsonObject, definitions: JsonObject, *, keeps_null: bool) -> str:
    # A field with the default None is left out on the wire if it is None; any other default is always sent.
    optional = not field.is_required() and field.default is None
    kind = _type(schema, definitions, without_null=optional and not keeps_null)
    return f"{name}?: {kind} | undefined;" if optional else f"{name}: {kind};"


def _type(schema: JsonObject, definitions: JsonObject, *, without_null: bool = False) -> str:
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        kinds = [_type(choice, definitions) for choice in schema["anyOf"]]
        return " | ".join(kind for kind in kinds if not (without_null and kind == "null"))
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        definition: JsonObject = definitions[name]
        return view_name(name) if definition["type"] == "object" else _type(definition, definitions)
    match schema:
        case {"type": "string", "format": "binary"}:
            return _BINARY
        case {"type": "object", "additionalProperties": True}:
            return "Record<string, unknown>"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"Record<string, {_type(values, definitions)}>"
        case {"type": "array", "items": dict(items)}:
            one = _type(items, definitions)
            return f"({one})[]" if " | " in one else f"{one}[]"
        case {"type": str(kind)} if kind in _SIMPLE:
            return _SIMPLE[kind]
    raise ValueError(f"no TypeScript for {schema}")
