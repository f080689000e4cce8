"""The PDF of a result over REST: which files are accepted, and how the file is served."""

import hashlib
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from labapp.files import pdf
from labapp.models import Result
from labapp.services import results
from labapp.unit_of_work import reading
from tests.support.accounts import Account
from tests.support.desk import header_names
from tests.support.event_log import entries
from tests.support.pdf_files import encrypted_pdf, make_pdf, pdf_of
from tests.support.results import Ordered, ResultDesk


def test_a_file_that_is_replaced_meanwhile_is_handed_out_whole(
    result_desk: ResultDesk, ordered: Ordered, admin: Account, doctor: Account
) -> None:
    made = result_desk.issue(ordered, make_pdf("antes"), released=False)
    later = make_pdf("después")

    def replace(seen: Result) -> bool:
        assert results.attach(made, content=later, file_name="b.pdf", by=admin.identity).sha256 != seen.sha256
        return True

    opened = results.open_file(made, by=doctor.identity, serves_content=replace)
    assert opened.content == later
    assert (opened.result.file_name, opened.result.sha256) == ("b.pdf", hashlib.sha256(later).hexdigest())


def test_the_file_is_an_attachment_that_nobody_caches_or_guesses_about(
    result_desk: ResultDesk, client: FlaskClient, ordered: Ordered, patient: Account
) -> None:
    content = make_pdf()
    made = result_desk.create(ordered.appointment, ordered.exam).json["id"]
    result_desk.put(made, content, X_File_Name="Peña%20%22x%22.pdf")
    result_desk.release(made)

    def get(**headers: str) -> Any:
        sent = patient.header | header_names(headers)
        return client.get(f"/api/results/{made}/pdf", headers=sent)

    whole = get()
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "application/pdf", content)
    disposition = whole.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''Pe%C3%B1a%20x.pdf" in disposition
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Cache-Control"] == "no-store"
    assert (whole.headers["ETag"], whole.headers["Accept-Ranges"]) == (tag, "bytes")

    same = get(If_None_Match=tag)
    assert (same.status_code, same.data) == (304, b"")
    assert get(If_None_Match='"another"').status_code == 200
    for asked, start, end in (("0-9", 0, 10), ("5-", 5, len(content)), ("-7", len(content) - 7, len(content))):
        part = get(Range=f"bytes={asked}")
        assert (part.status_code, part.data) == (206, content[start:end])
        assert part.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(content)}"
        assert part.headers["Cache-Control"] == "no-store"
    assert get(Range="bytes=0-9", If_Range='"another"').data == content
    beyond = get(Range=f"bytes={len(content)}-")
    assert (beyond.status_code, beyond.json["code"]) == (416, "range_not_satisfiable")


def test_an_answer_without_content_delivers_nothing(
    result_desk: ResultDesk, client: FlaskClient, ordered: Ordered, patient: Account
) -> None:
    content = make_pdf()
    made = result_desk.issue(ordered, content)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    for method, header, status in (
        ("HEAD", {}, 200),
        ("GET", {"Range": "bytes=99999999-"}, 416),
        ("GET", {"Range": "bytes=0-1,4-5"}, 416),
        ("GET", {"Range": "bytes=x"}, 416),
        ("GET", {"If-None-Match": tag}, 304),
        ("GET", {"If-None-Match": f"W/{tag}"}, 304),
        ("GET", {"If-None-Match": "*", "Range": "bytes=0-"}, 304),
        ("GET", {"If-None-Match": tag, "Range": "bytes=0-"}, 304),
        ("GET", {"If-Match": '"another"'}, 412),
        ("GET", {"If-Match": '"another"', "Range": "bytes=0-"}, 412),
        ("GET", {"If-Range": tag, "Range": "bytes=99999999-"}, 416),
    ):
        answer = client.open(f"/api/results/{made}/pdf", method=method, headers=patient.header | header)
        assert answer.status_code == status, header
        assert content not in answer.data
    assert client.get(f"/api/results/{made}", headers=patient.header).json["status"] == "ready"
    # The start of the file is not its end, whatever the client does next.
    for rest, status in (("0-9", "ready"), ("10-", "delivered")):
        part = client.get(f"/api/results/{made}/pdf", headers=patient.header | {"Range": f"bytes={rest}"})
        assert part.status_code == 206
        assert part.data in content
        assert client.get(f"/api/results/{made}", headers=patient.header).json["status"] == status


def test_a_file_comes_as_it_is_or_in_a_form(result_desk: ResultDesk, client: FlaskClient, ordered: Ordered) -> None:
    content = make_pdf()
    made = result_desk.create(ordered.appointment, ordered.exam).json["id"]
    url = f"/api/admin/results/{made}/file"

    def form(name: str, data: bytes = content, media: str = "application/pdf", field: str = "file") -> Any:
        return client.put(url, headers=result_desk.header, data={field: (io.BytesIO(data), name, media)})

    answer = form("../informes/Glucosa.pdf")
    assert (answer.status_code, answer.json["fileName"]) == (200, "Glucosa.pdf")
    assert answer.json["sha256"] == hashlib.sha256(content).hexdigest()
    assert form("a.pdf", media="image/png").status_code == 415
    assert form("a.pdf", field="other").json["errors"] == {"file": ["Es obligatorio."]}
    for media in ("text/plain", "application/json", "application/octet-stream", ""):
        refused = client.put(url, headers=result_desk.header | {"Content-Type": media}, data=content)
        assert (refused.status_code, refused.json["code"]) == (415, "unsupported_media_type"), media
    for name in (
        "..%2F..%2Fetc%2Fpasswd",
        "C:%5Cinformes%5CGlucosa",
        "a%0d%0aX-Evil%3A 1",
        "%00",
        "....",
        "x" * 500,
        "%E2%80%AEfdp.exe",
        "",
    ):
        kept = result_desk.put(made, content, X_File_Name=name).json["fileName"]
        assert kept.endswith(".pdf")
        assert len(kept) <= 200
        assert kept.isprintable()
        assert not set(kept) & set('/\\"<>|:*?')


def test_the_limit_is_ten_mebibytes(result_desk: ResultDesk, client: FlaskClient, ordered: Ordered) -> None:
    made = result_desk.create(ordered.appointment, ordered.exam).json["id"]
    largest = make_pdf(size=pdf.MAX_BYTES)
    assert result_desk.put(made, largest).json["size"] == pdf.MAX_BYTES == 10 * 1024 * 1024
    before = len(entries())
    # Assembled by hand: the test client would leave a temporary file open.
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf'
    over = {
        "data": head + b"\r\n\r\n" + largest + b"\n\r\n--x--\r\n",
        "content_type": "multipart/form-data; boundary=x",
    }
    for answer in (
        result_desk.put(made, largest + b"\n"),
        result_desk.put(made, largest * 2),
        client.put(f"/api/admin/results/{made}/file", headers=result_desk.header, **over),
    ):
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert len(entries()) == before


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>%PDF-1.4</html>", id="html"),
        pytest.param(b"%PDF-1.4\n", id="header alone"),
        pytest.param(b"%PDF-1.4\n" + bytes(range(256)) * 400, id="garbage"),
        pytest.param(make_pdf()[:300], id="truncated"),
        pytest.param(encrypted_pdf("secreto"), id="encrypted"),
        pytest.param(encrypted_pdf(""), id="restricted"),
        pytest.param(pdf_of(b"<</Type/Pages/Kids[]/Count 3>>"), id="no pages"),
        pytest.param(pdf_of(b"<</Type/Pages/Kids[2 0 R]/Count 1>>"), id="cycle"),
        pytest.param(pdf_of(b"[" * 3000), id="nesting"),
        pytest.param(b"%PDF-1.4\n" + b"1 0 obj\n" * 100_000, id="objects without end"),
        pytest.param(b"%PDF-1.4\n" + b"\n" * 5_000_000, id="blank"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_is_no_pdf_is_refused(result_desk: ResultDesk, ordered: Ordered, content: bytes) -> None:
    made = result_desk.create(ordered.appointment, ordered.exam).json["id"]
    before = len(entries())
    answer = result_desk.put(made, content)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_payload")
    assert set(answer.json["errors"]) == {"file"}
    assert len(entries()) == before
    with reading() as session:
        assert session.get_one(Result, made).has_file is False
