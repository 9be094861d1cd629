"""The API of documents: the same rules as the pages, every refusal with its reason."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from coordination.people import tokens
from tests.api.test_schema import assert_as_described
from tests.factories.documents import DocumentFactory, files_of, plain_file
from tests.factories.releases import propose, register, released

from .hostile.building import docx, words

pytestmark = [pytest.mark.row("A8"), pytest.mark.usefixtures("db")]

ROOT = "/api/v1/documents/"
HEAD = {
    "kind": "note",
    "subject": "Migration Partnerships",
    "from_words": "Presidency",
    "to_words": "Delegations",
    "dated_on": "2023-04-26",
    "number": "8255/23",
    "subjects": [{"code": "MIGR", "counter": 132}],
    "countries": ["NE"],
    "marking": "limite",
    "sharing": {"choice": "members"},
}


def send(persona, method, path, body=None, **headers):
    return getattr(persona.api, method)(
        f"{ROOT}{path}", body, content_type="application/json", headers=headers
    )


def test_a_document_is_filed_read_changed_and_withdrawn(italy, malta):
    made = send(italy, "post", "", HEAD | {"text": "The text."}, **{"Idempotency-Key": "a"})
    assert made.status_code == 201, made.content
    again = send(italy, "post", "", HEAD | {"text": "The text."}, **{"Idempotency-Key": "a"})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    pk = made.json()["id"]
    shown = send(malta, "get", f"{pk}/").json()
    assert (shown["reference"], shown["number"]["year"], shown["text"]) == ("8255/23", 2023, "The text.")
    assert shown["audience"]["readers"] is None
    assert send(italy, "patch", f"{pk}/", {"subject": "Other"}).status_code == 428
    tag = send(italy, "get", f"{pk}/")["ETag"]
    changed = send(italy, "patch", f"{pk}/", {"subject": "Other"}, **{"If-Match": tag})
    body = changed.json()
    assert (body["subject"], body["reference"], body["countries"][0]["code"]) == ("Other", "8255/23", "NE")
    assert send(italy, "patch", f"{pk}/", {"subject": "Later"}, **{"If-Match": tag}).status_code == 412
    # What was read can be sent back as it is.
    back = send(italy, "put", f"{pk}/", body, **{"If-Match": changed["ETag"]})
    assert back.status_code == 200, back.content
    assert back.json()["reference"] == "8255/23"
    refused = send(malta, "patch", f"{pk}/", {"subject": "Mine"}, **{"If-Match": "*"})
    assert (refused.status_code, "Only the organisation that filed" in refused.json()["detail"]) == (
        403,
        True,
    )
    assert send(italy, "delete", f"{pk}/", **{"If-Match": "*"}).status_code == 204
    assert send(italy, "get", "").json()["results"] == []


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"number": "8255"}, "number", "The year is missing"),
        ({"number": {"series": "ST", "number": 8255, "year": 1066}}, "number", "no documents of 1066"),
        ({"number": 7}, "number", "Write the number"),
        ({"marking": None}, "marking", "null"),
        ({"marking": "public", "sharing": {"choice": "own"}}, "marking", "read by all members"),
        ({"subjects": [{"code": "migr"}]}, "subjects", ""),
        ({"subjects": [{"code": "MIGR"}, {"code": "MIGR"}]}, "subjects", "stands once"),
        ({"external_author": "An institute"}, "disclaimer", "binds nobody"),
        ({"colour": "blue"}, "colour", "no such field"),
        ({"dated_on": "0023-04-26"}, "dated_on", "between 1950"),
    ],
)
def test_what_cannot_be_taken_is_said_by_field(changes, field, says, italy):
    answer = send(italy, "post", "", HEAD | changes)
    assert answer.status_code == 400
    assert says in str(answer.json()["errors"][field])


def test_the_marking_has_no_default(italy):
    answer = send(italy, "post", "", {name: value for name, value in HEAD.items() if name != "marking"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["marking"])


@pytest.mark.row("B17")
def test_files_are_sent_as_json_or_as_a_form_and_looked_at(italy, malta):
    document = DocumentFactory()
    content = docx(body=words("Le Sahel"))
    sent = {
        "files": [{"name": "note_fr.docx", "content": base64.b64encode(content).decode()}],
        "note": "First",
    }
    made = send(italy, "post", f"{document.pk}/versions/", sent)
    assert made.status_code == 201, made.content
    [version] = made.json()["versions"]
    assert (version["note"], version["files"][0]["language"]) == ("First", "fr")
    form = Client(headers={"Authorization": f"Bearer {tokens.issue(user=italy.user, label='form')}"})
    upload = SimpleUploadedFile("note.docx", docx(body=words("The Sahel")))
    made = form.post(f"{ROOT}{document.pk}/versions/", {"file": upload, "language": "en", "note": "Second"})
    assert made.status_code == 201, made.content
    got = malta.api.get(made.json()["versions"][0]["files"][0]["url"])
    assert got["Content-Disposition"].startswith("attachment")
    assert got.content.startswith(b"PK")
    assert send(malta, "get", f"{document.pk}/versions/1/").json()["text"] == "Le Sahel"
    wrong = form.post(f"{ROOT}{document.pk}/versions/", {"file": SimpleUploadedFile("note.docx", b"MZ")})
    assert "not what its name says" in str(wrong.json()["errors"]["file"])
    bad = send(italy, "post", f"{document.pk}/versions/", {"files": [{"name": "a.txt", "content": "%"}]})
    assert (bad.status_code, "not base64" in str(bad.json())) == (400, True)


def test_numbers_markings_and_readers_are_changed_by_whoever_may(italy, gsc, france, malta):
    document = DocumentFactory(shared_with=["france", "gsc"])
    pk = document.pk
    assert send(france, "post", f"{pk}/number/", {"number": "1/23"}, **{"If-Match": "*"}).status_code == 403
    given = send(gsc, "post", f"{pk}/number/", {"number": "8255/23"}, **{"If-Match": "*"}).json()
    assert given["number"]["confirmed_on"] is not None
    no_reason = {"sharing": {"choice": "members"}}
    assert send(italy, "post", f"{pk}/share/", no_reason, **{"If-Match": "*"}).status_code == 400
    shared = no_reason | {"reason": "For all."}
    assert send(italy, "post", f"{pk}/share/", shared, **{"If-Match": "*"}).status_code == 200
    public = {"marking": "public", "reason": "Published."}
    assert send(gsc, "post", f"{pk}/mark/", public, **{"If-Match": "*"}).status_code == 403
    assert send(italy, "post", f"{pk}/mark/", public, **{"If-Match": "*"}).json()["marking_words"] == "PUBLIC"
    other = DocumentFactory(originator="malta", number="8255/23")
    merged = send(malta, "post", f"{other.pk}/merge/", {"into": str(pk)}, **{"If-Match": "*"}).json()
    assert merged["merged_into"] == str(pk)
    verbs = {row["verb"]["code"] for row in send(italy, "get", f"{pk}/history/").json()["results"]}
    assert verbs  # a test is one transaction, and so one change


def test_hidden_documents_are_nowhere(italy, malta):
    hidden = DocumentFactory(shared_with=[], text="x", files={"en": plain_file()})
    [file] = files_of(hidden)
    shown = DocumentFactory(earlier=hidden.pk)
    assert [row["id"] for row in send(malta, "get", "").json()["results"]] == [str(shown.pk)]
    assert send(malta, "get", f"{shown.pk}/").json()["earlier"] is None
    for path in (
        f"{hidden.pk}/",
        f"{hidden.pk}/history/",
        f"{hidden.pk}/versions/1/",
        f"{hidden.pk}/files/{file.key}/",
    ):
        answer = send(malta, "get", path)
        assert (answer.status_code, answer.content) == (404, send(malta, "get", f"{file.key}/").content)
    assert (
        send(malta, "patch", f"{shown.pk}/", {"earlier": str(hidden.pk)}, **{"If-Match": "*"}).status_code
        == 403
    )
    own = DocumentFactory(originator="malta")
    link = send(malta, "patch", f"{own.pk}/", {"earlier": str(hidden.pk)}, **{"If-Match": "*"})
    assert link.status_code == 404


def test_releases_and_applications_are_read(italy, gsc, france, malta):
    document = DocumentFactory(shared_with=["france", "gsc"], text="One SECRET.\n\nTwo.")
    proposal = propose(italy, document)
    row = register(gsc, document)
    listed = {
        who.name: who.api.get("/api/v1/releases/").json()["results"] for who in (italy, gsc, france, malta)
    }
    assert {name: [one["id"] for one in found] for name, found in listed.items()} == {
        "italy": [str(proposal.pk)],
        "gsc": [str(proposal.pk)],
        "france": [],
        "malta": [],
    }
    assert france.api.get(f"/api/v1/releases/{proposal.pk}/").status_code == 404
    other = DocumentFactory(text="One SECRET.\n\nTwo.")
    done = released(italy, gsc, other)
    [found] = malta.api.get(f"/api/v1/releases/?record={other.pk}").json()["results"]
    assert (found["id"], found["state"]["code"]) == (str(done.pk), "released")
    assert malta.api.get("/api/v1/releases/?record=x").status_code == 400
    seen = {
        who.name: len(who.api.get("/api/v1/access-requests/").json()["results"])
        for who in (italy, gsc, france)
    }
    assert seen == {"italy": 1, "gsc": 1, "france": 0}
    assert gsc.api.get(f"/api/v1/access-requests/{row.pk}/").json()["reference"] == "A/1"
    assert france.api.get(f"/api/v1/access-requests/{row.pk}/").status_code == 404


def test_answers_are_as_described(italy, gsc):
    document = DocumentFactory(number="8255/23", text="One.", files={"en": plain_file()}, shared_with=["gsc"])
    release, row = propose(italy, document), register(gsc, document)
    schema = SchemaGenerator().get_schema(request=None, public=True)
    for path in (
        "/documents/",
        f"/documents/{document.pk}/",
        f"/documents/{document.pk}/history/",
        "/releases/",
        f"/releases/{release.pk}/",
        "/access-requests/",
        f"/access-requests/{row.pk}/",
    ):
        answer = italy.api.get(f"/api/v1{path}")
        assert answer.status_code == 200, path
        shape = path.replace(str(document.pk), "{}").replace(str(release.pk), "{}").replace(str(row.pk), "{}")
        assert_as_described(shape, answer.json(), schema)
