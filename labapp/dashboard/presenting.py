"""Template filters and globals: money, times, states and roles, in the language and time zone of the user."""

from decimal import Decimal
from math import ceil
from typing import TypeVar
from urllib.parse import urlencode

from apiflask import APIFlask
from flask import abort, redirect, render_template, request
from flask_babel import format_currency, format_decimal, get_locale, gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from pydantic import ValidationError

from labapp.clock import now
from labapp.contract.base import Body, PageQuery
from labapp.contract.catalog import CURRENCY
from labapp.contract.labels import LABELS
from labapp.dashboard.times import clock, in_zone, moment, visit_time, zone_name
from labapp.errors import InvalidPayload
from labapp.files.barcode import code_128
from labapp.files.csv_cells import PLAIN, SPANISH, Notation
from labapp.http.problems import field_errors
from labapp.http.static_files import asset_url

# The name of each state, and the colour of its badge.
STATES = {
    "pending": (_l("Pendiente"), "yellow"),
    "confirmed": (_l("Confirmada"), "blue"),
    "completed": (_l("Completada"), "green"),
    "cancelled": (_l("Cancelada"), "secondary"),
    "ready": (_l("Listo"), "azure"),
    "delivered": (_l("Entregado"), "green"),
}
FACTOR_KINDS = {"totp": _l("Aplicación de códigos"), "passkey": _l("Llave de acceso")}
SESSION_KINDS = {"app": _l("Aplicación"), "dashboard": _l("Panel")}
ROLES = {"Administrador": _l("Administrador"), "Paciente": _l("Paciente"), "Medico": _l("Médico")}

# The names of the fields of queries, where an error of theirs is shown.
QUERY_LABELS = {
    "from": _l("Desde"),
    "to": _l("Hasta"),
    "date": _l("Fecha"),
    "q": _l("Buscar"),
    "status": _l("Estado"),
    "locationId": _l("Sede"),
    "patientId": _l("Paciente"),
    "sort": _l("Orden"),
    "page": _l("Página"),
    "perPage": _l("Por página"),
    "view": _l("Vista"),
}

# The texts of the pages' scripts, which fill in ``{name}``.
SCRIPT_TEXTS = {
    "failed": _l("No se pudo hacer. Vuelva a intentarlo."),
    "unreachable": _l("No hay conexión con el servidor."),
    "saved": _l("Guardado."),
    "done": _l("Hecho."),
    "undo": _l("Deshacer"),
    "undone": _l("Deshecho."),
    "restored": _l("Recuperado: lo que estaba escribiendo cuando terminó su sesión. Todavía no está guardado."),
    "discard": _l("Descartar"),
    "close": _l("Cerrar"),
    "notice": _l("Aviso del laboratorio"),
    "somebody": _l("Alguien"),
    "changed_by": _l("Cambiado por {who} a las {when}"),
    "changed_meanwhile": _l("Otra persona acaba de cambiar este registro. Al guardar verá las dos versiones."),
    "time_of": _l("hora de {city}"),
    "not_open": _l("La sede no atiende a esa hora: elija una de las que ofrece."),
    "time_full": _l("Ya no quedan lugares a esa hora. Elija otra."),
    "times_failed": _l("No se pudieron cargar las horas."),
    "again": _l("Reintentar"),
    "gone": _l("Otra persona acaba de eliminar este registro."),
    "session_ends": _l("Su sesión termina en {time}"),
    "session_ends_idle": _l("No ha habido actividad. Si sigue trabajando, continúe."),
    "session_ends_finally": _l("Llegó a su duración máxima. Guarde sus cambios: después tendrá que entrar de nuevo."),
    "continue": _l("Seguir"),
    "understood": _l("Entendido"),
    "status_connecting": _l("Conectando…"),
    "status_live": _l("En vivo"),
    "status_reconnecting": _l("Reconectando"),
    "status_offline": _l("Sin conexión"),
    "ago_now": _l("ahora"),
    "ago_second_one": _l("hace 1 segundo"),
    "ago_second_other": _l("hace {n} segundos"),
    "ago_minute_one": _l("hace 1 minuto"),
    "ago_minute_other": _l("hace {n} minutos"),
    "ago_hour_one": _l("hace 1 hora"),
    "ago_hour_other": _l("hace {n} horas"),
    "ago_day_one": _l("ayer"),
    "ago_day_other": _l("hace {n} días"),
    "new_lines": _l("{count} nuevas"),
    "pause": _l("Pausar"),
    "resume": _l("Seguir"),
    "events_per_minute": _l("Eventos por minuto"),
    "time": _l("Hora"),
    "copied": _l("Copiada."),
    "link_sent": _l("El enlace está en camino a {to}."),
    "not_copied": _l("El navegador no deja copiarla: quedó seleccionada."),
    "not_the_same": _l("No es igual a la de arriba."),
    "usable_until": _l("Es provisional: sirve para entrar una vez, hasta el {when}, y al entrar se elige otra."),
    "generated": _l("Generada: se mostrará al crear la cuenta."),
    "reach": _l("¿Enviar el mensaje a {who}? Ahora lo verán {count} pantallas conectadas."),
    "uploading": _l("Subiendo {name}: {percent} %"),
    "checking": _l("Comprobando {name}…"),
    "uploaded": _l("{name} quedó adjunto."),
    "upload_one": _l("Un resultado tiene un solo PDF: suelte un archivo a la vez."),
    "upload_where": _l("No se subió nada: suelte cada PDF sobre la fila de su resultado, de uno en uno."),
    "upload_closed": _l("Este resultado ya está publicado: su PDF no se puede cambiar."),
    "price_of": _l("Precio de {name}"),
    "price_free": _l("¿Dejar «{name}» a precio cero?"),
    "price_far": _l("El precio de «{name}» cambia de {before} a {after}, más de un 50 %. ¿Guardarlo?"),
    "prices_free": _l("A precio cero quedan: {count}."),
    "prices_far": _l("Cambian más de un 50 %: {count}."),
    "prices_chosen": _l("Elegidos: {count}"),
    "prices_none_chosen": _l("Elija primero algún examen."),
    "prices_confirm": _l("Precios que cambian: {count}. Las citas ya reservadas conservan el suyo. ¿Continuar?"),
    "prices_meanwhile": _l("Algo cambió mientras tanto. La vista previa muestra ahora lo actual: revísela."),
    "prices_changed": _l("Precios cambiados: {count}."),
    "prices_sending": _l("Enviando…"),
    "prices_delivered": _l("{done} de {count} entregados a las pantallas"),
    "prices_reloaded": _l("Guardado. Hubo una interrupción y esta pantalla se volvió a cargar entera."),
    "not_proved": _l("No se hizo nada, porque no confirmó que es usted."),
    "unknown_device": _l("Dispositivo desconocido"),
    "codes_copied": _l("Copiados."),
    "codes_not_copied": _l("El navegador no deja copiarlos: quedaron seleccionados."),
    "codes_title": _l("Códigos de recuperación de {account}"),
    "factor_removed": _l("Quitado."),
    "passkey_cancelled": _l("La llave no respondió. Vuelva a intentarlo."),
    "passkey_known": _l("Este dispositivo ya tiene una llave de su cuenta."),
    "passkey_unsupported": _l("Este navegador no puede usar llaves de acceso en esta dirección."),
    "yes": _l("Sí"),
    "no": _l("No"),
    "chosen": _l("{count} elegidos ·"),
    "people_found": _l("{count} personas"),
    "nobody_found": _l("Nadie coincide con la búsqueda."),
    "health_ok": _l("Funciona"),
    "health_off": _l("No se usa"),
    "health_down": _l("No responde"),
    "health_read-only": _l("Solo lectura"),
}

BodyT = TypeVar("BodyT", bound=Body)


def query_of(model: type[BodyT]) -> BodyT:
    """Return the validated query string; empty filters are ignored. Raises InvalidPayload."""
    try:
        return model.model_validate({name: value for name, value in request.args.items() if value.strip()})
    except ValidationError as error:
        raise InvalidPayload(errors=field_errors(error)) from error


def page_or_part(page: str, part: str, **values: object) -> str:
    """Render ``page``, which includes ``part``; for a request of a script (htmx), render only ``part``.

    A list with a ``query`` and a ``total`` redirects from a page after its last one.
    """
    query, total = values.get("query"), values.get("total")
    if isinstance(query, PageQuery) and isinstance(total, int):
        last = max(1, ceil(total / query.per_page))
        if query.page > last:
            abort(redirect(with_query(page=last if last > 1 else None)))
    wants_part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    return render_template(part if wants_part else page, part=part, **values)


def money(amount: Decimal) -> str:
    """Return an amount with its currency, in the language of the user."""
    return str(format_currency(amount, CURRENCY))


def amount(value: Decimal | str) -> str:
    """Return an amount for a field, in the language of the user; fields accept it in either language."""
    return str(format_decimal(Decimal(value), "0.00"))


def notation() -> Notation:
    """Return the notation of CSV files, by the language of the user."""
    return SPANISH if str(get_locale()) == "es" else PLAIN


def barcode(text: str) -> Markup:
    """Return the barcode of a text, as wide and as high as its place."""
    code = code_128(text)
    bars = Markup("").join(Markup('<rect x="{}" width="{}" height="1"/>').format(at, width) for at, width in code.bars)
    return Markup(
        '<svg class="barcode" role="img" aria-label="{}" viewBox="0 0 {} 1" preserveAspectRatio="none">{}</svg>'
    ).format(gettext("Código de barras: %(text)s", text=text), code.width, bars)


def icon(name: str) -> Markup:
    """Return an icon of the sprite, hidden from screen readers."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        asset_url("vendor/tabler-icons/icons.svg"), name
    )


def with_query(**changes: object) -> str:
    """Return the address of this page with changed query parameters; None removes one."""
    query = {**request.args.to_dict(), **changes}
    kept = {name: str(value) for name, value in query.items() if value not in (None, "")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def state(name: str) -> Markup:
    """Return a state as a badge."""
    label, colour = STATES[name]
    return Markup('<span class="badge bg-{0}-lt" data-state="{1}">{2}</span>').format(colour, name, label)


def role(name: str) -> str:
    """Return the name of a role in the language of the user."""
    return str(ROLES.get(name, name))


def factor_kind(name: str) -> str:
    """Return the name of a kind of second factor in the language of the user."""
    return str(FACTOR_KINDS.get(name, name))


def session_kind(name: str) -> str:
    """Return the name of a kind of session in the language of the user."""
    return str(SESSION_KINDS.get(name, name))


def script_texts() -> dict[str, str]:
    """Return the texts of the pages' scripts in the language of the user."""
    return {key: str(text) for key, text in SCRIPT_TEXTS.items()}


def register(app: APIFlask) -> None:
    """Add the filters and globals to the template environment."""
    app.jinja_env.filters.update(money=money, moment=moment, visit_time=visit_time, clock=clock, zone_name=zone_name)
    app.jinja_env.filters.update(state=state, role=role, factor_kind=factor_kind, session_kind=session_kind)
    app.jinja_env.filters.update(in_zone=in_zone, amount=amount, barcode=barcode)
    app.jinja_env.globals.update(
        icon=icon,
        with_query=with_query,
        get_locale=get_locale,
        script_texts=script_texts,
        labels=LABELS,
        query_labels=QUERY_LABELS,
        currency=CURRENCY,
        known_pages=app.view_functions,
        ROLES=ROLES,
        STATES=STATES,
    )
    app.jinja_env.filters["text"] = gettext
    app.jinja_env.tests["past"] = lambda value: value <= now()
