"""A security key in software: it makes a passkey and answers the questions of the server."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN, RP_ID = "https://testserver", "testserver"


class Key:
    """One passkey of one person; `verifies`: whether it recognises who holds it."""

    def __init__(self, *, verifies: bool = True) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.verifies = verifies
        self.handle = b""

    def _flags(self, extra: int = 0) -> AuthenticatorData.FLAG:
        verified = AuthenticatorData.FLAG.UV if self.verifies else 0
        return AuthenticatorData.FLAG(AuthenticatorData.FLAG.UP | verified | extra)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": ORIGIN}).encode()

    def enrol(self, client: Client) -> Any:
        """Make the passkey in a browser in which somebody is (half) signed in."""
        asked = client.post("/account/passkeys/add/?options")
        if asked.status_code != 200:
            return asked
        return client.post("/account/passkeys/add/", {"name": "Key", "credential": self.make(asked.json())})

    def make(self, options: dict[str, Any]) -> str:
        asked = options["publicKey"]
        self.handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.private.public_key())
        data = AuthenticatorData.create(
            sha256(RP_ID.encode()),
            self._flags(AuthenticatorData.FLAG.AT),
            0,
            AttestedCredentialData.create(Aaguid.NONE, self.id, public),
        )
        made = AttestationObject.create("none", data, {})
        return self._credential(
            clientDataJSON=self._client_data("webauthn.create", asked["challenge"]), attestationObject=made
        )

    def answer(self, client: Client, path: str, **more: str) -> Any:
        """Ask a page for its question and send it the answer."""
        return client.post(
            path, {"proof-credential": self.respond(client.post(f"{path}?options").json())} | more
        )

    def respond(self, options: dict[str, Any]) -> str:
        said = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        data = AuthenticatorData.create(sha256(RP_ID.encode()), self._flags(), 1)
        signed = self.private.sign(bytes(data) + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            clientDataJSON=said, authenticatorData=data, signature=signed, userHandle=self.handle
        )

    def _credential(self, **response: bytes) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {name: websafe_encode(bytes(value)) for name, value in response.items()},
            }
        )
