"""The pages of an import: upload, progress, what was left out, cancel; and what is no IATI file."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.register import services
from coordination.register.models import Import
from tests.personas import Persona
from tests.register.iati_files import FRANCE, one, whole

GOOD = whole(one("IT-1"), one("FR-1", ref=FRANCE), one("IT-2", country=""))


def upload(who: Persona, content: bytes, name: str = "activities.xml", key: str = "key-1"):
    file = SimpleUploadedFile(name, content, content_type="text/xml")
    return who.client.post("/imports/", {"file": file, "idempotency_key": key})


def runs(who: Persona) -> list[Import]:
    with transaction.atomic(), reading_as(actor := who.actor()):
        return list(Import.objects.visible_to(actor).order_by("created_at"))


def read_in(run: Import) -> None:
    services.proceed(run_id=run.pk, organisation_id=run.originator_id)


@pytest.mark.row("A44")
def test_upload_watch_and_read_what_was_left_out(italy) -> None:
    answer = upload(italy, GOOD)
    [run] = runs(italy)
    assert (answer.status_code, answer["Location"]) == (302, f"/imports/{run.pk}/")

    waiting = italy.client.get(answer["Location"]).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert f"/imports/{run.pk}/cancel/" in waiting

    read_in(run)
    fragment = italy.client.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "hx-trigger" not in fragment
    assert "2 imported, 1 rejected, 0 to go" in fragment
    assert "FR-1" in fragment
    assert "you may import only for an organisation you speak for" in fragment
    assert "names no country" in fragment
    assert "activities.xml" in italy.client.get("/imports/").content.decode()


def test_sending_the_same_form_twice_makes_one_import(italy) -> None:
    first, second = upload(italy, GOOD), upload(italy, GOOD)
    assert first["Location"] == second["Location"]
    assert len(runs(italy)) == 1
    assert upload(italy, whole(one("IT-9"))).status_code == 400


def test_cancel(italy) -> None:
    address = upload(italy, GOOD)["Location"]
    assert italy.client.post(f"{address}cancel/").status_code == 302
    [run] = runs(italy)
    assert (run.state, bytes(run.file)) == ("cancelled", b"")
    read_in(run)
    assert runs(italy)[0].state == "cancelled"
    assert italy.client.post(f"{address}cancel/").status_code == 403
    assert italy.client.get(f"{address}cancel/").status_code == 405


def test_others_do_not_learn_of_an_import(italy, france, everybody) -> None:
    address = upload(italy, GOOD, name="canary-file.xml")["Location"]
    missing = france.client.get("/imports/00000000-0000-4000-8000-000000000000/")
    for hidden in (france.client.get(address), france.client.post(f"{address}cancel/")):
        assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert b"canary-file" not in france.client.get("/imports/").content
    for name in ("italy_interior", "italy_reader", "admin"):
        assert everybody[name].client.get("/imports/").status_code == 403
        assert upload(everybody[name], GOOD).status_code == 403


def _zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("activities.xml", GOOD)
    return buffer.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><iati-activities version="2.03">&b;</iati-activities>'


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (GOOD, "activities.csv", "ends in .xml"),
        (b"", "activities.xml", "empty"),
        (_zipped(), "activities.xml", "compressed file"),
        (b"%PDF-1.7 ...", "activities.xml", "PDF"),
        (b"<!DOCTYPE html><html></html>", "activities.xml", "web page"),
        (b'{"a": 1}', "activities.xml", "JSON"),
        (b"\x00\x01\x02", "activities.xml", "not sound XML"),
        (LAUGHS, "activities.xml", "document type or entities"),
        (b"<iati-organisations/>", "activities.xml", "organisation file"),
        (b'<iati-activities version="1.05"/>', "activities.xml", "1.05"),
        (b"<iati-activities/>", "activities.xml", "no activities"),
        (GOOD + b" " * (25 * 1024 * 1024), "activities.xml", "larger than 25 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_iati_file_is_refused_at_the_field(italy, content: bytes, name: str, said: str) -> None:
    answer = upload(italy, content, name)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert 'id="id_file_error"' in page
    assert runs(italy) == []


def test_no_file_at_all(italy) -> None:
    assert italy.client.post("/imports/", {}).status_code == 400
