"""Rows of the feature list that the register serves: logged on the page, then listed, filtered, exported
and reached through the API; a hidden twin shows in none of them."""

import csv
import io
from typing import Any

import pytest

from coordination.access.reader import reading_as
from coordination.register.models import Activity
from tests.factories.register import ActivityFactory

EMPTY_LINES = {
    f"{prefix}-{name}": count
    for prefix in ("partners", "amounts")
    for name, count in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}
TITLE = "Entry of this row"


def log(persona: Any, **fields: Any) -> None:
    """Log through the page, as a person would."""
    form = {
        "title": TITLE,
        "kind": "project",
        "country": "NE",
        "theme": "root-causes",
        "lead": persona.organisation.code,
        "starts_on": "2026-11-01",
        "audience": "members",
        "save": "save",
        "idempotency_key": "row",
    }
    answer = persona.client.post("/activities/new/", EMPTY_LINES | form | fields)
    assert answer.status_code == 302, answer.content.decode()


def everywhere(reader: Any, query: str) -> list[set[str]]:
    """The titles that one selection shows on the page, in the CSV file and in the API."""
    page = reader.client.get(f"/activities/?{query}")
    file = reader.client.get(f"/activities/file/csv/?{query}")
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    api = reader.api.get(f"/api/v1/activities/?{query}").json()
    return [
        {row["title"] for row in page.context["rows"] if row["kind"] == "activity"},
        {row["Activity"] for row in csv.DictReader(io.StringIO(text))},
        {row["title"] for row in api["results"]},
    ]


def proves(persona: Any, reader: Any, query: str, **fields: Any) -> Activity:
    """The entry is found by the filter wherever a list is shown, its twins are not."""
    log(persona, **fields)
    twin = {"kind": fields.get("kind", "project"), "countries": (fields.get("country", "NE"),)}
    themes = (fields.get("theme", "root-causes"),)
    ActivityFactory(originator="malta", shared_with=[], title="Hidden twin", themes=themes, **twin)
    ActivityFactory(originator="spain", title="Of another selection", kind="other", countries=("PK",))
    assert everywhere(reader, query) == [{TITLE}] * 3
    with reading_as(reader.actor()):
        return Activity.objects.select_related("originator", "lead").get(title=TITLE)


@pytest.mark.row("A19")
def test_agencies_have_activities_of_their_own(frontex, france):
    frontex_entry = proves(frontex, france, "actor=frontex", kind="capacity")
    assert frontex_entry.originator.code == frontex_entry.lead.code == "frontex"


@pytest.mark.row("A20")
def test_missions_are_registered_with_staff(eeas, france):
    entry = proves(eeas, france, "kind=mission&country=LY", kind="mission", country="LY", staff="40")
    assert entry.staff == 40


@pytest.mark.row("A29")
def test_implementers_stand_beside_the_lead(commission, france):
    lines = {
        "partners-TOTAL_FORMS": "1",
        "partners-0-organisation": "iom",
        "partners-0-role": "implementing",
    }
    proves(commission, france, "actor=commission", **lines)
    page = france.client.get("/activities/?actor=commission")
    assert "IOM" in page.context["rows"][0]["partners_label"]
    text = b"".join(france.client.get("/activities/file/csv/?actor=commission").streaming_content)
    assert "IOM" in text.decode()


@pytest.mark.row("A33")
def test_facilities_have_places(commission, france):
    entry = proves(commission, france, "kind=facility", kind="facility", places="400")
    assert entry.places == 400


@pytest.mark.row("A36")
def test_joint_team_logs_its_results(italy, france):
    results = "Nineteen networks dismantled, as of 13 December 2017."
    entry = proves(italy, france, "words=dismantled", kind="platform", results=results)
    assert entry.results == results


@pytest.mark.row("A37")
def test_smuggling_platform_is_a_cooperation_platform(commission, france):
    platform = {"kind": "platform", "country": "TN", "theme": "migrant-smuggling"}
    proves(commission, france, "kind=platform&country=TN&theme=smuggling-trafficking", **platform)


@pytest.mark.row("A39")
@pytest.mark.row("B11")
def test_overlap_is_found_among_what_one_may_read(italy, france, malta):
    ActivityFactory(originator="france", shared_with="members", title="Reintegration of returnees in Agadez")
    ActivityFactory(originator="malta", shared_with=[], title="Reintegration of returnees in Agadez, secret")
    form = EMPTY_LINES | {
        "title": "Reintegration for returnees, Agadez",
        "country": "NE",
        "theme": "reintegration",
    }

    def similar(persona: Any) -> set[str]:
        answer = persona.client.post("/activities/new/?similar", form, headers={"HX-Request": "true"})
        return {entry["title"] for entry in answer.context["similar"]}

    assert similar(italy) == {"Reintegration of returnees in Agadez"}
    assert similar(malta) == {
        "Reintegration of returnees in Agadez",
        "Reintegration of returnees in Agadez, secret",
    }


@pytest.mark.row("A40")
def test_livelihood_projects_name_their_areas(italy, france):
    fields = {"theme": "alternatives-to-smuggling", "areas": "Agadez, Arlit, Dirkou"}
    proves(italy, france, "theme=alternatives-to-smuggling&country=NE", **fields)
    row = france.api.get("/api/v1/activities/?theme=alternatives-to-smuggling").json()["results"][0]
    assert [place["areas"] for place in row["countries"]] == ["Agadez, Arlit, Dirkou"]


@pytest.mark.row("A41")
def test_civil_registry_is_capacity_building(italy, france):
    fields = {"kind": "capacity", "theme": "identification-civil-registry"}
    proves(italy, france, "kind=capacity&theme=identification-civil-registry", **fields)


@pytest.mark.row("A10")
def test_entries_cite_their_mandate(italy, france):
    fields = {"mandates": ["jvap-2015"]}
    proves(italy, france, "mandate=jvap-2015", **fields)


@pytest.mark.row("A61")
@pytest.mark.parametrize("theme", ["remittances", "diaspora", "brain-drain", "fair-recruitment"])
def test_mobility_themes(theme, italy, france):
    proves(italy, france, f"theme={theme}", theme=theme)


@pytest.mark.row("A44")
def test_domains_stand_for_their_themes_and_show_gaps(italy, france):
    proves(italy, france, "theme=legal-migration", theme="fair-recruitment")
    matrix = france.client.get("/activities/?view=matrix&axis=theme-actor").context["matrix"]
    rows = {row["label"]: row["total"] for group in matrix["groups"] for row in group["rows"]}
    assert rows == {"Legal migration and mobility": 1, "Irregular migration, smuggling and trafficking": 1}
