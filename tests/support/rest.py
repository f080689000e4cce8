"""A REST client for a running server, with the token of one account."""

from typing import Any

import requests

from labapp.http.rate_limits import LIMITS

# A value of RATE_LIMITS for tests that send more requests than people do.
UNLIMITED = ",".join(f"{limit.name}=off" for limit in LIMITS)


class Api:
    """Sends requests to a server, with ``token`` as the bearer token if there is one."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        if token:
            self.token = token

    @property
    def token(self) -> str | None:
        """The access token in use."""
        header = str(self.session.headers.get("Authorization", ""))
        return header.removeprefix("Bearer ") or None

    @token.setter
    def token(self, value: str) -> None:
        self.session.headers["Authorization"] = f"Bearer {value}"

    def login(self, email: str, password: str) -> dict[str, Any]:
        """Sign in, use the new token from now on, and return the response."""
        answer: dict[str, Any] = self.post("/api/auth/login", {"email": email, "password": password})
        self.token = answer["accessToken"]
        return answer

    def request(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        """Send a request and return the response, of any status."""
        return self.session.request(method, self.url + path, json=body, timeout=30, **options)

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Send a request that must succeed and return its JSON."""
        response = self.request(method, path, body, **options)
        assert response.ok, f"{method} {path}: {response.status_code} {response.text[:2000]}"
        return response.json() if response.content else None

    def get(self, path: str, **params: Any) -> Any:
        """GET, which must succeed."""
        return self.call("GET", path, params=params)

    def post(self, path: str, body: Any = None) -> Any:
        """POST, which must succeed."""
        return self.call("POST", path, body)

    def patch(self, path: str, body: Any) -> Any:
        """PATCH, which must succeed."""
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Any:
        """DELETE, which must succeed."""
        return self.call("DELETE", path)

    def upload(self, path: str, content: bytes, name: str = "resultado.pdf") -> Any:
        """PUT a PDF file, which must succeed."""
        return self.call("PUT", path, files={"file": (name, content, "application/pdf")})

    def close(self) -> None:
        """Close the connections."""
        self.session.close()
