"""OpenID Connect: who somebody is, on the word of EU Login or a national provider (SECURITY 15).

The code flow with PKCE (RFC 7636), a state and a nonce; the ID token's signature, issuer, audience,
times and nonce are checked whatever the channel it came through. allauth's own flow is not used: it
sends no nonce, trusts the channel for the signature, and knows an account by the provider's name.
"""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

PENDING = "openid"
LASTS = 600
TIMEOUT = 10
LEEWAY = 30
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SUBJECT_LENGTH = 255  # OpenID Connect Core 1.0, section 2


class Untrusted(Exception):
    """What came back cannot be believed; the text is for the log, not for the visitor."""


@dataclass(frozen=True)
class Provider:
    """Somebody who vouches for identities.

    `strong` holds the values of `acr` and `amr` at which its own sign-in counts as a second factor;
    with none, somebody who comes through it shows one here as well.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    strong: frozenset[str] = frozenset()
    scope: str = "openid"


@dataclass(frozen=True)
class Vouched:
    """An identity that a provider has just vouched for, and what for it was asked."""

    issuer: str
    subject: str
    strong: bool
    signed_in_at: float
    asked: dict[str, str] = field(default_factory=dict)


def providers() -> dict[str, Provider]:
    """The providers of the settings, by key."""
    return {
        entry["key"]: Provider(**entry | {"strong": frozenset(entry.get("strong", ()))})
        for entry in settings.OPENID_PROVIDERS
    }


def ways(**query: str) -> list[dict[str, str]]:
    """The providers as a page offers them."""
    asked = {name: value for name, value in query.items() if value}
    return [
        {
            "name": provider.name,
            "url": f"{reverse('openid-begin', args=[key])}{'?' if asked else ''}{urlencode(asked)}",
        }
        for key, provider in providers().items()
    ]


def begin(request: HttpRequest, provider: Provider, *, asked: dict[str, str], again: bool = False) -> str:
    """The address to send somebody to; what is expected back is kept in the session.

    `again`: the provider is to ask even whom it knows.
    """
    known = _discover(provider)
    pending: dict[str, Any] = {
        "provider": provider.key,
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "at": time.time(),
        "again": again,
        "asked": asked,
    }
    request.session[PENDING] = pending
    digest = hashlib.sha256(pending["verifier"].encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": _return_address(request, provider),
        "scope": provider.scope,
        "state": pending["state"],
        "nonce": pending["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if again:
        query |= {"prompt": "login", "max_age": "0"}
    address = _endpoint(known, "authorization_endpoint")
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"


def finish(request: HttpRequest, provider: Provider) -> Vouched:
    """Who came back; raises `Untrusted`. What was expected is used up, whatever comes of it."""
    pending = request.session.pop(PENDING, None)
    if not pending or pending["provider"] != provider.key or time.time() - pending["at"] > LASTS:
        raise Untrusted("Nobody was sent to this provider from this session.")
    if not constant_time_compare(pending["state"], request.GET.get("state", "")):
        raise Untrusted("The state is another.")
    if request.GET.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise Untrusted("The answer names another issuer.")
    if "error" in request.GET or "code" not in request.GET:
        raise Untrusted("The provider vouches for nobody.")
    known = _discover(provider)
    token = _exchange(request, provider, known, pending["verifier"])
    claims = _checked(provider, known, token)
    if not constant_time_compare(pending["nonce"], str(claims["nonce"])):
        raise Untrusted("The nonce is another.")
    signed_in_at = claims.get("auth_time", 0)
    if pending["again"] and not (_is_number(signed_in_at) and signed_in_at >= pending["at"] - LEEWAY):
        raise Untrusted("The provider asked nobody again.")
    reached = {str(claims.get("acr", "")), *map(str, _as_list(claims.get("amr")))}
    return Vouched(
        provider.issuer,
        claims["sub"],
        not reached.isdisjoint(provider.strong),
        float(signed_in_at) if _is_number(signed_in_at) else 0.0,
        pending["asked"],
    )


def _checked(provider: Provider, known: dict[str, Any], token: str) -> dict[str, Any]:
    """The claims of an ID token, once all that can be checked of it alone is (Core 1.0, section 3.1.3.7)."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise Untrusted("The token is not signed by a key of the provider.")
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(known, header),
            algorithms=[header["alg"]],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except jwt.PyJWTError as error:
        raise Untrusted(f"The token does not hold: {error}") from error
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise Untrusted("The token was made for another party.")
    if len(_as_list(claims["aud"])) > 1 and "azp" not in claims:
        raise Untrusted("The token was made for several parties.")
    if not (isinstance(claims["sub"], str) and 0 < len(claims["sub"]) <= SUBJECT_LENGTH):
        raise Untrusted("The token names no subject.")
    return claims


def _key(known: dict[str, Any], header: dict[str, Any]) -> Any:
    keys = jwt.PyJWKSet.from_dict(_get(_endpoint(known, "jwks_uri"))).keys
    usable = [
        key for key in keys if key.public_key_use in (None, "sig") and key.key_type in ("RSA", "EC", "OKP")
    ]
    for key in usable:
        if key.key_id == header.get("kid") or ("kid" not in header and len(usable) == 1):
            return key.key
    raise Untrusted("The token is signed with a key that the provider does not name.")


def _exchange(request: HttpRequest, provider: Provider, known: dict[str, Any], verifier: str) -> str:
    sent = {
        "grant_type": "authorization_code",
        "code": request.GET["code"],
        "redirect_uri": _return_address(request, provider),
        "code_verifier": verifier,
    }
    answer = _json(
        "POST",
        _endpoint(known, "token_endpoint"),
        data=sent,
        auth=(provider.client_id, provider.client_secret),
    )
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise Untrusted("The provider gave no ID token.")
    return token


def _discover(provider: Provider) -> dict[str, Any]:
    known = _get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if known.get("issuer") != provider.issuer:
        raise Untrusted("The provider calls itself by another name.")
    return known


def _endpoint(known: dict[str, Any], name: str) -> str:
    address = str(known.get(name, ""))
    if urlsplit(address).scheme not in (("https", "http") if settings.PLAIN_HTTP else ("https",)):
        raise Untrusted(f"The provider names no safe {name}.")
    return address


def _get(address: str) -> dict[str, Any]:
    return _json("GET", address)


def _json(method: str, address: str, **sent: Any) -> dict[str, Any]:
    try:
        answer = requests.request(method, address, timeout=TIMEOUT, allow_redirects=False, **sent)
        if answer.status_code != requests.codes.ok:
            raise Untrusted(f"The provider answers {answer.status_code}.")
        found = answer.json()
    except requests.RequestException as error:
        raise Untrusted(f"The provider cannot be reached or read: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise Untrusted("The provider answers something else.")
    return found


def _return_address(request: HttpRequest, provider: Provider) -> str:
    return request.build_absolute_uri(reverse("openid-back", args=[provider.key]))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
