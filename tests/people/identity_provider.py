"""A small OpenID provider over real HTTP: discovery, keys, authorization code with PKCE, signed ID tokens.

What a test puts into `claims`, `signs_with` or `drops` makes it misbehave.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "roundtable", "a secret of the tests"


class IdentityProvider:
    """Vouches for `subject`; every answer can be made wrong."""

    def __init__(self) -> None:
        self.key, self.stranger = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        self.signs_with: Any = self.key
        self.algorithm = "RS256"
        self.subject = "subject-1"
        self.claims: dict[str, Any] = {}
        self.drops: set[str] = set()
        self.calls_itself = ""
        self.tampers = False
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.issuer = ""

    # --- What it answers ------------------------------------------------------------------

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.calls_itself or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Somebody signs in at once; the address to which they are sent back."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The ID token for a code that is used once, by the client that asked, with the verifier that it hid."""
        query = self.codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            query is None
            or authorization != f"Basic {expected}"
            or challenge != query.get("code_challenge")
            or form.get("redirect_uri") != query["redirect_uri"]
        ):
            return None
        return {"token_type": "Bearer", "access_token": "unused", "id_token": self.id_token(query["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "auth_time": now,
        } | self.claims
        kept = {name: value for name, value in claims.items() if name not in self.drops}
        token = jwt.encode(kept, self.signs_with, algorithm=self.algorithm, headers={"kid": "one"})
        if self.tampers:
            head, _body, signature = token.split(".")
            other = json.dumps(kept | {"sub": "somebody-else"}).encode()
            token = f"{head}.{base64.urlsafe_b64encode(other).rstrip(b'=').decode()}.{signature}"
        return token


@contextmanager
def running() -> Iterator[IdentityProvider]:
    """A provider that listens on this machine for as long as it is needed."""
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            elif parts.path == "/.well-known/openid-configuration":
                self._send(200, provider.discovery())
            elif parts.path == "/keys":
                self._send(200, provider.keys())
            else:
                self._send(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            made = provider.token(form, self.headers.get("Authorization", ""))
            self._send(200 if made else 400, made or {"error": "invalid_grant"})

        def _send(self, status: int, content: dict[str, Any]) -> None:
            raw = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
