"""What a reader sees does not depend on what is hidden: the same bytes with and without hidden rows."""

import datetime
import re

import pytest

from tests.access.canaries.register import API_LISTS, FRAGMENTS, LISTS
from tests.access.canaries.said import said
from tests.factories import ActivityFactory, ImportFactory
from tests.factories.documents import DocumentFactory, plain_file
from tests.factories.fiches import FicheFactory
from tests.proof.figures import record

pytestmark = [pytest.mark.row("C23"), pytest.mark.row("D3"), pytest.mark.usefixtures("plain_rendering")]

# New at each request: the nonce, the token against forgery, the key against double clicks, the time.
NEW_EACH_TIME = re.compile(
    r"nonce-?=?[\"']?[\w+/=-]+|csrfmiddlewaretoken\"? value=\"\w+|csrftoken=\S+|expires=[^;]+;"
    r"|idempotency_key\"? value=\"[0-9a-f-]+|\d\d?[.:]\d\d brussels|\d{4}-\d\d-\d\dt[\d:.]+z?"
)


def everything(persona) -> dict[str, str]:
    seen = {address: said(persona.client.get(address)) for address in LISTS}
    for address in FRAGMENTS:
        seen[f"fragment {address}"] = said(persona.client.get(address, headers={"HX-Request": "true"}))
    for address in API_LISTS:
        seen[address] = said(persona.api.get(address))
    form = {"title": "Canary in a hidden mine", "country": "NE", "theme": "migrant-smuggling"}
    seen["similar"] = said(persona.client.post("/activities/new/?similar", form))
    return {address: NEW_EACH_TIME.sub("", text) for address, text in seen.items()}


@pytest.mark.parametrize("name", ["malta", "commission", "eud_niger", "italy_labour"])
def test_hidden_rows_change_no_byte(name, everybody, time_machine):
    time_machine.move_to(datetime.datetime.now(datetime.UTC), tick=False)  # files carry the minute
    persona = everybody[name]
    ActivityFactory(
        originator=persona_organisation(persona), shared_with="members", title="Canary that is shown"
    )
    FicheFactory(originator="malta", stage="implementation", title="Fiche that is shown", country_team=True)
    DocumentFactory(originator="malta", subject="Canary paper", number="8255/23", country_team=True)
    persona.client.get("/activities/new/")  # the first form sets a cookie
    before = everything(persona)

    for number in range(20):
        ActivityFactory(originator="greece", shared_with=[], title=f"Canary in a hidden mine {number}")
    ActivityFactory(originator="greece", shared_with=["spain"], countries=["LY", "TN"], announced_to=[])
    ActivityFactory(originator="greece", draft=True)
    ActivityFactory(originator="greece", shared_with=[], retired=True)
    ImportFactory(originator="greece")
    FicheFactory(originator="greece", stage="comments", shared_with=["spain"], measures=({"owner": "malta"},))
    FicheFactory(originator="greece")
    for number in range(20):
        DocumentFactory(originator="greece", shared_with=[], subject=f"Canary paper {number}", text="Canary")
    hidden = {
        "originator": "greece",
        "shared_with": ["spain"],
        "number": "8255/23",
        "subjects": "MIGR 132, JAI 7",
    }
    DocumentFactory(countries=["NE", "LY"], files={"en": plain_file("Canary")}, **hidden)
    DocumentFactory(originator="greece", shared_with=[], state="withdrawn")

    after = everything(persona)
    record("pairs", len(before), persona=name)
    assert [address for address in before if before[address] != after[address]] == []


def persona_organisation(persona) -> str:
    """Somebody whose entry is no secret to the reader, where there is such a thing."""
    codes = {"eud_niger": "eud-niger", "frontex": "frontex"}
    return codes.get(persona.name, "malta")
