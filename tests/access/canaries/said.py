"""Tokens, and all that an answer says."""

import io
import json
import re
import zipfile
from typing import Any

from django.db import transaction


def mark(label: str) -> str:
    """How every token of a row begins."""
    return f"zq{re.sub('[^a-z]', '', label.lower())}q"


def undone(client: Any, method: str, address: str, **rest: Any) -> Any:
    """A request that writes, and is rolled back."""
    if "data" in rest:
        rest |= {"data": json.dumps(rest["data"]), "content_type": "application/json"}
    with transaction.atomic():
        response = getattr(client, method)(address, **rest)
        transaction.set_rollback(True)
    return response


def said(response: Any) -> str:
    """Status line, headers, cookies and body; the parts of a workbook unzipped. In lower case."""
    body = b"".join(response) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())
    text = body.decode("utf-8", "replace")
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{response.status_code}\n{headers}\n{response.cookies.output()}\n{text}".lower()
