"""The AsyncAPI 3 document of the socket, generated from the models of the payloads."""

from typing import Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from labapp.contract.base import JsonObject
from labapp.contract.events import DOMAIN_EVENTS
from labapp.contract.socket import CLIENT_MESSAGES, SERVER_EVENTS
from labapp.realtime.rooms import NAMESPACE


def _server_models() -> dict[str, type[BaseModel]]:
    return {**DOMAIN_EVENTS, **{model.event: model for model in SERVER_EVENTS}}


def _key(name: str) -> str:
    return name.replace(":", "-")


def document(host: str, *, secure: bool) -> JsonObject:
    """Return the AsyncAPI 3.0 document of the namespace at ``host``."""
    server_models = _server_models()
    models = {*server_models.values(), *CLIENT_MESSAGES.values()}
    pairs: list[tuple[type[BaseModel], Literal["validation"]]] = [
        (model, "validation") for model in sorted(models, key=lambda model: model.__name__)
    ]
    _, schema = models_json_schema(pairs, by_alias=True, ref_template="#/components/schemas/{model}")
    definitions = schema["$defs"]
    for domain in DOMAIN_EVENTS.values():
        body = definitions[domain.__name__]
        body["properties"]["eventId"] = {"type": "integer", "description": "Grows in the order of the commits."}
        body.setdefault("required", []).append("eventId")
    messages, operations = {}, {}
    for side, action, named in (("server", "send", server_models), ("client", "receive", CLIENT_MESSAGES)):
        for name, model in named.items():
            # AsyncAPI describes the application: an event of the server is a ``send``.
            key = f"{side}-{_key(name)}"
            messages[key] = {
                "name": name,
                "summary": (model.__doc__ or "").strip().splitlines()[0],
                "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
            }
            operations[key] = {
                "action": action,
                "channel": {"$ref": "#/channels/events"},
                "messages": [{"$ref": f"#/channels/events/messages/{key}"}],
            }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Lab events",
            "version": "1.0.0",
            "description": "Socket.IO, namespace /events. A domain event has a second argument: its position (text).",
        },
        "defaultContentType": "application/json",
        "servers": {
            "events": {"host": host, "protocol": "wss" if secure else "ws", "pathname": "/socket.io/"},
        },
        "channels": {
            "events": {
                "address": NAMESPACE,
                "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in messages},
            }
        },
        "operations": operations,
        "components": {"messages": messages, "schemas": definitions},
    }
