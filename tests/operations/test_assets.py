"""The built scripts and styles: fresh, compressed, and kept by browsers until their content changes."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from labapp.http.static_files import STATIC, asset_url, is_stale
from tests.support.node import packages
from tests.support.processes import REPOSITORY

BUILD = STATIC / "build"
FOREVER, SHORT = "public, max-age=31536000, immutable", "public, max-age=300"
# Scripts and types that the pages of others load or copy.
PUBLIC = (
    *("js/events-client.js", "js/events-client.d.ts", "js/rest-types.d.ts"),
    *("js/use-event-socket.js", "js/use-event-socket.d.ts", "js/use-catalog.js", "js/use-catalog.d.ts"),
)


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_build_is_fresh(tmp_path: Path) -> None:
    assert packages()
    subprocess.run([".assets/run", str(tmp_path)], cwd=REPOSITORY, check=True)
    assert names(tmp_path) == names(BUILD) - {"sources.sha256"}, "run `make assets`"
    assert not is_stale(), "run `make assets`"
    for name in names(tmp_path):
        # Compressed bytes depend on the version of Node.
        if not name.endswith((".br", ".gz")):
            assert (tmp_path / name).read_bytes() == (BUILD / name).read_bytes(), f"{name}: run `make assets`"


def test_a_file_is_sent_compressed_with_its_content(client: FlaskClient) -> None:
    sent = 0
    for copy in BUILD.rglob("*.gz"):
        name = str(copy.relative_to(BUILD).with_suffix(""))
        name = f"build/{name}" if (BUILD / name).exists() else name
        plain = client.get(asset_url(name), buffered=True)
        assert plain.headers["Vary"] == "Accept-Encoding"
        assert "Content-Encoding" not in plain.headers
        for accepted, chosen in (("gzip, deflate", "gzip"), ("gzip, deflate, br", "br")):
            answer = client.get(asset_url(name), headers={"Accept-Encoding": accepted}, buffered=True)
            assert answer.headers["Content-Encoding"] == chosen, name
            assert answer.headers["Content-Type"] == plain.headers["Content-Type"]
            assert len(answer.data) < len(plain.data)
            sent += 1
            if chosen == "gzip":
                assert gzip.decompress(answer.data) == plain.data == (STATIC / name).read_bytes()
    assert sent >= 20


def test_brotli_copies_have_the_content() -> None:
    assert packages()
    script = """
        const { brotliDecompressSync } = require("node:zlib"); const { readFileSync } = require("node:fs");
        for (const name of process.argv.slice(1)) {
            const [copy, plain] = name.split(":");
            if (!brotliDecompressSync(readFileSync(copy)).equals(readFileSync(plain))) throw new Error(name);
        }
    """
    pairs = []
    for copy in BUILD.rglob("*.br"):
        name = copy.relative_to(BUILD).with_suffix("")
        pairs.append(f"{copy}:{BUILD / name if (BUILD / name).exists() else STATIC / name}")
    subprocess.run(["node", "--eval", script, *pairs], check=True)


def test_a_hashed_address_is_kept_and_a_plain_one_is_revalidated(client: FlaskClient) -> None:
    for name in ("build/app.js", *PUBLIC):
        hashed, plain = client.get(asset_url(name), buffered=True), client.get(f"/static/{name}", buffered=True)
        assert (hashed.headers["Cache-Control"], plain.headers["Cache-Control"]) == (FOREVER, SHORT)
        assert hashed.data == plain.data == (STATIC / name).read_bytes()
        again = client.get(f"/static/{name}", headers={"If-None-Match": plain.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    other = client.get("/static/build/app.000000000000.js", buffered=True)
    assert (other.headers["Cache-Control"], other.data) == ("no-store", (BUILD / "app.js").read_bytes())
    assert client.get("/static/build/nothing.000000000000.js").status_code == 404
    assert client.get("/static/build/app.js.br").status_code == 404
    assert client.post("/static/build/app.js").status_code == 405


def variables(style: str) -> set[str]:
    """Return the variables that a style sheet sets."""
    return set(re.findall(r"(--[\w-]+):", style))


def test_the_reduced_style_has_every_variable_that_is_used() -> None:
    whole, built = (STATIC / "vendor/tabler/tabler.min.css").read_text(), (BUILD / "admin.css").read_text()
    scripts = "".join(path.read_text() for path in (STATIC / "js" / "admin").glob("*.js"))
    # Without another value in their place.
    used = set(re.findall(r"var\((--[\w-]+)\)", built)) | set(re.findall(r'"(--tblr-[\w-]+)"', scripts))
    # Some are set nowhere in Tabler either.
    assert used & variables(whole) <= variables(built)


def test_pages_link_only_addresses_that_are_kept(client: FlaskClient) -> None:
    linked = set()
    for page in ("/", "/admin/sign-in", "/api/docs", "/api/events/docs"):
        linked |= set(re.findall(r'"(/static/[^"]+)"', client.get(page).text))
    assert len(linked) > 8
    for address in linked:
        assert client.get(address, buffered=True).headers["Cache-Control"] == FOREVER, address
