"""Translations are complete, and pages and refusals come in the language that the reader chose."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from flask_babel import refresh

from labapp import errors
from tests.support.accounts import Account, open_dashboard

REPOSITORY = Path(__file__).resolve().parents[2]
CATALOG = REPOSITORY / "labapp" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
REFUSALS = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.LabError)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
LOGIN = "/api/auth/login"


@pytest.fixture
def client(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client outside the tests' application context, which would keep the language of the first request."""
    ask = client.open

    def ask_anew(*args: Any, **options: Any) -> Any:
        refresh()
        return ask(*args, **options)

    monkeypatch.setattr(client, "open", ask_anew)
    return client


def _keywords() -> list[str]:
    """Return the functions of the Makefile's KEYWORDS, whose first argument is a message."""
    named = re.search(r"^KEYWORDS := (.*)$", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    assert named
    return named[1].split()


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOG.open("rb") as file:
        return read_po(file, locale="en")


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Yield each Spanish text of a message with its translation."""
    if isinstance(message.id, str):
        yield message.id, message.string if isinstance(message.string, str) else ""
    else:
        yield from zip(message.id, message.string or ("", ""), strict=True)


def test_every_text_is_in_the_catalogue_and_nothing_else(english: Catalog) -> None:
    with (REPOSITORY / ".babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | parse_keywords(_keywords())
    found = extract_from_dir(REPOSITORY, methods, options, keywords)
    texts = {(context, text if isinstance(text, str) else text[0]) for _, _, text, _, context in found}
    known = {(message.context, next(forms(message))[0]) for message in english if message.id}
    assert texts == known, "make messages"


def test_every_text_is_translated(english: Catalog) -> None:
    left = [spanish for message in english if message.id for spanish, text in forms(message) if not text.strip()]
    assert not left
    assert not [message.id for message in english if message.id and message.fuzzy]


def test_what_is_filled_in_is_the_same_in_both_languages(english: Catalog) -> None:
    for message in english:
        for spanish, text in forms(message) if message.id else ():
            assert sorted(PLACEHOLDER.findall(spanish)) == sorted(PLACEHOLDER.findall(text)), spanish
            if " " in spanish:
                ends = [part[-1:] if part[-1:] in ".…:?" else "" for part in (spanish, text)]
                assert ends[0] == ends[1], spanish


def test_the_compiled_catalogue_is_the_written_one(english: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, english)
    expected, there = read_mo(BytesIO(compiled.getvalue())), read_mo(BytesIO(CATALOG.with_suffix(".mo").read_bytes()))
    assert [(one.id, one.string) for one in there if one.id] == [(one.id, one.string) for one in expected if one.id]


def _texts_of_refusals(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of refusals: first arguments, faults of fields, and default details of the classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
            for given in node.args[:1]:
                if isinstance(given, ast.Constant):
                    yield given.value
                assert not isinstance(given, ast.JoinedStr), f"{ast.unparse(node)}: a text with values is no message"
            for keyword in node.keywords:
                if keyword.arg == "errors":
                    lists = [one for one in ast.walk(keyword.value) if isinstance(one, ast.List)]
                    yield from (one.value for all in lists for one in ast.walk(all) if isinstance(one, ast.Constant))
        if isinstance(node, ast.ClassDef) and {getattr(base, "id", "") for base in node.bases} & REFUSALS:
            yield from (
                one.value
                for line in node.body
                if isinstance(line, ast.Assign)
                for one in ast.walk(line.value)
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and " " in one.value
            )


def test_what_refusals_say_is_in_the_catalogue(english: Catalog) -> None:
    found = {
        text: path
        for path in (REPOSITORY / "labapp").rglob("*.py")
        if "seeds" not in path.parts
        for text in _texts_of_refusals(ast.parse(path.read_text()))
    }
    assert len(found) > 40
    known = {message.id for message in english}
    assert not {text: path for text, path in found.items() if text not in known}


@pytest.mark.parametrize(
    ("headers", "cookie", "detail"),
    [
        ({}, None, "El correo o la contraseña no son correctos."),
        ({"Accept-Language": "en"}, None, "The e-mail or the password is not correct."),
        ({"Accept-Language": "en-GB,en;q=0.8,es;q=0.2"}, None, "The e-mail or the password is not correct."),
        ({"Accept-Language": "es-PE,es;q=0.9,en;q=0.1"}, None, "El correo o la contraseña no son correctos."),
        ({"Accept-Language": "de, fr;q=0.5"}, None, "El correo o la contraseña no son correctos."),
        ({"Accept-Language": "en"}, "es", "El correo o la contraseña no son correctos."),
        ({"Accept-Language": "es"}, "en", "The e-mail or the password is not correct."),
        ({}, "de", "El correo o la contraseña no son correctos."),
        ({"Accept-Language": "en"}, "../en", "The e-mail or the password is not correct."),
    ],
)
def test_rest_refuses_in_the_language_of_the_reader(
    client: FlaskClient, headers: dict[str, str], cookie: str | None, detail: str
) -> None:
    if cookie:
        client.set_cookie("lang", cookie)
    answer = client.post(LOGIN, json={"email": "nadie@lab.example", "password": "equivocada-1"}, headers=headers)
    assert (answer.status_code, answer.json["code"], answer.json["detail"]) == (401, "invalid_credentials", detail)


@pytest.mark.parametrize(
    ("language", "detail", "missing", "short"),
    [
        ("es", "Hay datos que no son válidos.", "Es obligatorio.", "Debe tener al menos 10 caracteres."),
        ("en", "Some of the data is not valid.", "It is required.", "It must have at least 10 characters."),
    ],
)
def test_each_field_is_refused_in_the_language_of_the_reader(
    client: FlaskClient, language: str, detail: str, missing: str, short: str
) -> None:
    # An empty value counts as not sent.
    for empty in ({}, {"name": ""}, {"name": "  "}):
        body = empty | {"email": "ana@lab.example", "password": "corta"}
        answer = client.post("/api/auth/register", json=body, headers={"Accept-Language": language})
        assert (answer.status_code, answer.json["detail"]) == (422, detail)
        assert answer.json["errors"] == {"name": [missing], "password": [short]}


@pytest.mark.parametrize(
    ("method", "path", "body", "spanish", "english_text"),
    [
        ("GET", "/api/no-such-thing", None, "No existe.", "It does not exist."),
        ("DELETE", "/api/exams", None, "Este método no está permitido aquí.", "This method is not allowed here."),
        ("GET", "/api/auth/me", None, "Falta iniciar sesión.", "You need to sign in."),
        ("POST", LOGIN, "{", "La petición no se entiende.", "The request cannot be understood."),
    ],
)
def test_what_no_service_refuses_has_both_languages_too(
    client: FlaskClient, method: str, path: str, body: Any, spanish: str, english_text: str
) -> None:
    for language, detail in (("es", spanish), ("en", english_text)):
        headers = {"Accept-Language": language, "Content-Type": "application/json"}
        answer = client.open(path, method=method, data=body, headers=headers)
        assert answer.json["detail"] == detail


@pytest.mark.parametrize("path", ["/", "/admin/sign-in"])
def test_a_page_is_in_the_language_of_the_browser_until_its_reader_chooses(client: FlaskClient, path: str) -> None:
    for wanted, language in (
        ("en-GB,en;q=0.9,es;q=0.8", "en"),
        ("de,en;q=0.5", "en"),
        ("es-PE,en;q=0.5", "es"),
        ("de,fr;q=0.5", "es"),
        ("", "es"),
    ):
        page = client.get(path, headers={"Accept-Language": wanted})
        assert f'<html lang="{language}"' in page.text, wanted
        assert {"Cookie", "Accept-Language"} <= set(page.vary) or path != "/"
    client.set_cookie("lang", "es")
    assert '<html lang="es"' in client.get(path, headers={"Accept-Language": "en"}).text


def test_a_page_is_in_the_language_that_its_reader_chose(client: FlaskClient) -> None:
    client.set_cookie("lang", "en")
    page = client.get("/admin/sign-in", headers={"Accept-Language": "es"})
    assert '<html lang="en"' in page.text
    assert "Password" in page.text
    assert "Contraseña" not in page.text
    client.set_cookie("lang", "qu")
    assert '<html lang="es"' in client.get("/admin/sign-in").text


def test_the_pages_of_who_is_signed_in_are_in_his_language(client: FlaskClient, admin: Account) -> None:
    client.set_cookie("lab_access", open_dashboard(admin).access)
    for language, heading, text in (("es", "Exámenes", "Todas las categorías"), ("en", "Exams", "All categories")):
        client.set_cookie("lang", language)
        page = client.get("/admin/exams")
        assert page.status_code == 200
        assert f">{heading}</h1>" in page.text
        assert text in page.text
        missing = client.get("/admin/no-such-page")
        assert missing.status_code == 404
        assert ("Esta página no existe." in missing.text) == (language == "es")
        assert ("There is no such page." in missing.text) == (language == "en")
