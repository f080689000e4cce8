"""The REST requests of one account, through the application's test client."""

from typing import Any

from flask.testing import FlaskClient

from tests.support.accounts import Account


def header_names(headers: dict[str, str | None]) -> dict[str, str]:
    """Return the headers of keyword arguments: ``If_Match`` is sent as ``If-Match``, and None is not sent."""
    return {name.replace("_", "-"): value for name, value in headers.items() if value is not None}


class Desk:
    """Sends requests below ``path`` as ``account``: ``desk("PATCH", 3, {"name": "x"}, If_Match='"v1"')``."""

    def __init__(self, client: FlaskClient, account: Account, path: str) -> None:
        self.client, self.account, self.path = client, account, path

    @property
    def header(self) -> dict[str, str]:
        """The Authorization header of the account."""
        return self.account.header

    def __call__(self, method: str, path: str | int = "", body: Any = None, **headers: str | None) -> Any:
        """Send a request; ``path`` is an id, a path below this desk's, or a query string."""
        options = {} if body is None else {"json": body}
        below = str(path)
        if below and below[0] not in "/?":
            below = f"/{below}"
        return self.client.open(
            self.path + below, method=method, headers=self.header | header_names(headers), **options
        )


def read_uncached(client: FlaskClient, path: str, header: dict[str, str], **query: Any) -> Any:
    """GET what must succeed and must not be stored by a cache, and return its JSON."""
    answer = client.get(path, headers=header, query_string=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json
