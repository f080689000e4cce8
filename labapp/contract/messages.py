"""Request bodies and views of system messages."""

from typing import Annotated, Literal

from flask_babel import lazy_gettext as _l

from labapp.contract.base import Body, Label, Moment, View, text
from labapp.identity import Role

Kind = Literal["info", "warning", "error", "success"]


class NewMessage(Body):
    """A new message, to one role or, without ``targetRole``, to everybody."""

    type: Kind
    message: Annotated[str, text(1, 2000)]
    target_role: Role | None = None


class MessageView(View):
    """A sent message."""

    id: int
    type: Annotated[Kind, Label(_l("Tipo"))]
    message: Annotated[str, Label(_l("Mensaje"))]
    target_role: Annotated[str | None, Label(_l("Destinatarios"))]
    user_id: int
    created_at: Moment
