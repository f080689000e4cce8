"""The app's shell: one page for all addresses, a strict policy, no personal data, and all its files."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_babel import refresh

from labapp.webapp import PAGES
from tests.support.node import packages
from tests.support.processes import REPOSITORY

SCRIPTS = REPOSITORY / "static" / "js"
APP = SCRIPTS / "app"
SHARED = SCRIPTS / "shared"


def sources() -> list[Path]:
    """Return the scripts of the app, with those that the dashboard uses as well."""
    return [path for folder in (APP, SHARED) for path in sorted(folder.rglob("*.js"))]


@pytest.mark.parametrize("path", PAGES)
def test_every_address_answers_the_same_shell(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.data == client.get("/").data
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


def test_the_policy_allows_files_of_ours_and_nothing_inline(client: FlaskClient) -> None:
    answer = client.get("/citas")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", answer.text)
    assert {url for url in re.findall(r'(?:src|href)="([^"]+)"', answer.text) if not url.startswith("/")} == set()


def test_language_and_theme_are_those_of_the_cookies(client: FlaskClient) -> None:
    assert '<html lang="es" data-theme="auto">' in client.get("/").text
    client.set_cookie("lang", "en")
    client.set_cookie("theme", "dark")
    # The tests' application context would keep the language of the first request.
    refresh()
    assert '<html lang="en" data-theme="dark">' in client.get("/").text


def test_other_addresses_are_what_they_were(client: FlaskClient) -> None:
    assert client.get("/no-such-page").status_code == 404
    assert client.get("/citas/99").status_code == 404
    assert client.get("/api/nothing").content_type == "application/problem+json"
    assert client.post("/citas").status_code == 405


def test_every_file_of_the_shell_is_cached_and_none_of_them_is_personal(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    first, _, code = answer.text.partition("\n")
    shell = json.loads(first.removeprefix("const SHELL = ").removesuffix(";"))
    assert code == (APP / "worker.js").read_text()
    assert tuple(shell["pages"]) == PAGES
    for name in shell["files"]:
        assert client.get(name, buffered=True).headers["Cache-Control"].endswith("immutable"), name
    linked = re.findall(r'(?:src|href|content)="(/static/[^"]+)"', client.get("/").text)
    assert set(linked) == set(shell["files"])


def test_the_app_can_be_installed(client: FlaskClient) -> None:
    answer = client.get("/app.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    for icon in manifest["icons"]:
        content = (REPOSITORY / icon["src"].removeprefix("/")).read_bytes()
        if icon["type"] == "image/png":
            width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
            assert icon["sizes"] == f"{width}x{height}"


def test_nothing_of_a_session_is_put_where_a_script_finds_it_later() -> None:
    for path in sources():
        text = path.read_text()
        assert "localStorage" not in text, path
        assert "indexedDB" not in text, path
        assert "innerHTML" not in text, path


def run(script: str) -> object:
    """Run a script with the app's modules under Node, and return the JSON that it prints."""
    assert packages()
    command = ["node", "--input-type=module", "--eval", script]
    done = subprocess.run(command, cwd=APP, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_local_times_are_those_of_the_place_also_where_its_clocks_change() -> None:
    script = """
        import { dayAfter, dayIn, momentOf, timeIn, weekday } from "../shared/zones.js";
        const at = momentOf("2026-11-24", "07:30", "America/Lima");
        const before = momentOf("2026-03-28", "12:00", "Europe/Madrid");
        const after = momentOf("2026-03-29", "12:00", "Europe/Madrid");
        console.log(JSON.stringify([
            at, before, after, dayIn("America/Lima", new Date("2026-11-25T03:00:00Z")),
            timeIn("America/Lima", new Date(at)), dayAfter("2026-12-31", 1), weekday("2026-11-24"),
        ]));
    """
    assert run(script) == [
        "2026-11-24T12:30:00.000Z",
        "2026-03-28T11:00:00.000Z",
        "2026-03-29T10:00:00.000Z",
        "2026-11-24",
        "07:30",
        "2027-01-01",
        "tue",
    ]


def test_no_text_ends_with_two_full_stops() -> None:
    # A time such as "9:05 a. m." at the end of a sentence would give it a second one. So times have no such mark.
    script = """
        globalThis.document = { documentElement: {}, cookie: "" };
        globalThis.navigator ??= {};
        Object.defineProperty(navigator, "languages", { value: ["es"], configurable: true });
        const { en } = await import("./texts/en.js");
        const { es } = await import("./texts/es.js");
        const { language, t } = await import("./texts.js");
        const format = await import("./format.js");
        const texts = [];
        for (const [chosen, keys] of [["es", Object.keys(es)], ["en", Object.keys(en)]]) {
            language.set(chosen);
            const forms = [format.dayAndTime, format.longDay, format.time, format.dateAndTime];
            for (const hour of ["09", "21"]) {
                for (const form of forms) {
                    const value = form(`2026-11-24T${hour}:05:00Z`);
                    const values = new Proxy({}, { get: () => value });
                    for (const key of keys) texts.push(t(key, values), `${value}.`);
                }
            }
        }
        console.log(JSON.stringify([texts.length > 1000, texts.filter((one) => /\\.\\s*\\./.test(one))]));
    """
    assert run(script) == [True, []]


def test_a_search_finds_words_in_any_order_with_and_without_accents() -> None:
    script = """
        import { matching } from "../shared/search.js";
        const found = (wanted, ...texts) => matching(wanted)(...texts);
        console.log(JSON.stringify([
            found("quimica", "Química clínica"), found("ÁCIDO urico", "Ácido úrico"),
            found("urico acido", "Ácido úrico"),
            found("", "x"), found("acido folico", "Ácido úrico"), found("hem 001", "Hemograma", "HEM-001"),
        ]));
    """
    assert run(script) == [True, True, True, True, False, True]
