"""How many statements the pages take: the same for much as for little."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.consultations import services
from coordination.consultations.kinds import Stand
from coordination.people.queries import organisations
from tests.factories.consultations import (
    acting,
    convenor_of,
    input_of,
    more_time,
    opened,
    position,
    silence,
    synthesis,
    voice,
)
from tests.factories.documents import DocumentFactory

from .test_pages import one

pytestmark = pytest.mark.usefixtures("db")


def statements(persona, address):
    """How many statements a page takes once the small tables are known."""
    persona.client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert persona.client.get(address).status_code == 200
    return len([query for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_pages_take_as_many_statements_for_much_as_for_little(presidency, italy, italy_labour):
    def pages(row, quiet):
        return [
            statements(who, address)
            for who in (presidency, italy)
            for address in (
                "/consultations/",
                one(row),
                one(row, "compilation/"),
                one(row, "history/"),
                one(quiet),
            )
        ] + [
            statements(italy, one(row, "reply/")),
            statements(italy, one(row, "reply/1/")),
            statements(italy_labour, "/consultations/"),
        ]

    paper = DocumentFactory(originator="ireland", shared_with="members")
    row, quiet = filled(1, ["italy", "france"], paper), silence()
    position(quiet, "italy")
    few = pages(row, quiet)
    states = [
        body.code
        for body in organisations().by_id.values()
        if body.kind == "state" and body.code != "ireland"
    ]
    many_row, many_quiet = filled(10, states, paper), silence()
    for code in states:
        position(many_quiet, code, Stand.COMMENT, "So be it.")
    for number in range(20):
        opened(title=f"Another {number}")
    many = pages(many_row, many_quiet)
    assert few == many
    assert max(many) <= 12


def filled(questions, states, paper):
    """A consultation with replies of all to all its questions, syntheses, requests and a silence procedure."""
    row = opened(questions=tuple(f"Question {number}?" for number in range(questions)))
    with acting(convenor_of(row)) as chair:
        services.attach(actor=chair, consultation=row, papers=(paper.pk,))
    for code in states:
        with acting(voice(code)) as actor:
            for number in range(1, questions + 1):
                draft = services.write(
                    actor=actor, consultation=row, number=number, version=None, text=f"Of {code}."
                )
                services.clear(actor=actor, draft=draft, version=None)
            services.submit(actor=actor, consultation=row)
    for number in range(questions + 1):
        synthesis(row, number, published=number % 2 == 0)
    more_time(row, "italy")
    input_of(row, "italy-labour", text="Places.")
    position(silence(part_of_id=row.pk), "italy", Stand.RESERVATION)
    return row
