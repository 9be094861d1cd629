"""Files of actions across plans: codes and labels, who can read each row, marking, reader and time."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.exchange import selections
from coordination.exchange.tables import Column
from coordination.people.queries import organisations
from coordination.world.queries import themes

from . import rows as words_of
from .kinds import ActionState, Answer, Horizon, Level, Light, Serves, Share
from .queries import actions
from .queries.actions import Selection
from .queries.reading import ShownAction

BATCH = 500

COLUMNS = [
    Column("country_code", gettext_lazy("Country, ISO code"), "code"),
    Column("place", gettext_lazy("Country or route")),
    Column("plan_id", gettext_lazy("Plan, id"), "code"),
    Column("plan_version", gettext_lazy("Plan, version"), "number"),
    Column("number", gettext_lazy("Number"), "code"),
    Column("id", gettext_lazy("Id"), "code"),
    Column("objective", gettext_lazy("Objective"), width=40),
    Column("theme_code", gettext_lazy("Theme, code"), "code"),
    Column("theme", gettext_lazy("Theme")),
    Column("title", gettext_lazy("Action"), width=60),
    Column("lead_code", gettext_lazy("Lead, code"), "code"),
    Column("lead", gettext_lazy("Lead")),
    Column("lead_answer_code", gettext_lazy("Lead’s answer, code"), "code"),
    Column("lead_answer", gettext_lazy("Lead’s answer")),
    Column("contributor_codes", gettext_lazy("Contributors, codes"), "code"),
    Column("contributors", gettext_lazy("Contributors and their answers"), width=40),
    Column("due_on", gettext_lazy("Due"), "date"),
    Column("first_due_on", gettext_lazy("First agreed due"), "date"),
    Column("moved", gettext_lazy("Times moved"), "number"),
    Column("moved_reason", gettext_lazy("Reason for the new date")),
    Column("late", gettext_lazy("How late")),
    Column("state_code", gettext_lazy("State, code"), "code"),
    Column("state", gettext_lazy("State")),
    Column("light_code", gettext_lazy("Status, code"), "code"),
    Column("light", gettext_lazy("Status")),
    Column("light_on", gettext_lazy("Status as of"), "date"),
    Column("explanation", gettext_lazy("Explanation")),
    Column("serves_code", gettext_lazy("Serves, code"), "code"),
    Column("serves", gettext_lazy("Serves")),
    Column("level_code", gettext_lazy("Level, code"), "code"),
    Column("level", gettext_lazy("Level")),
    Column("horizon_code", gettext_lazy("Horizon, code"), "code"),
    Column("horizon", gettext_lazy("Horizon")),
    Column("planned", gettext_lazy("Planned, EUR"), "number"),
    Column("committed", gettext_lazy("Committed, EUR"), "number"),
    Column("committed_as_of", gettext_lazy("Committed as of"), "date"),
    Column("instrument", gettext_lazy("Instrument")),
    Column("weighty", gettext_lazy("Weighty"), "flag"),
    Column("narrow", gettext_lazy("Narrower circle"), "flag"),
    Column("audience", gettext_lazy("Who can read it")),
]


def rows(actor: Actor, selected: Selection) -> Iterator[dict[str, Any]]:
    """All actions of a selection."""

    def batch(actor: Actor, after: UUID | None) -> tuple[list[selections.Row], UUID | None]:
        page = actions.page(actor, selected, after=after, limit=BATCH)
        readers = words_of.readers_of(page.rows, actor)
        found = [_values(shown) | {"audience": readers[shown.terms.pk].words} for shown in page.rows]
        return found, page.next_cursor

    return selections.in_batches(actor, batch)


TABLE = selections.SelectedTable(gettext_lazy("Actions"), "actions", COLUMNS, rows)


def _values(shown: ShownAction) -> dict[str, Any]:
    terms, action = shown.terms, shown.action
    due = words_of.due_words(action, terms.due_on, action.move_list)
    lead, theme = organisations().by_id[terms.lead_id], themes().by_id[terms.objective.theme_id]
    return {
        "country_code": words_of.country_code(action.plan),
        "place": words_of.plan_name(action.plan),
        "plan_id": str(action.plan_id),
        "plan_version": terms.plan_version.number,
        "number": shown.number,
        "id": str(action.pk),
        "objective": terms.objective.title,
        "theme_code": theme.code,
        "theme": theme.name,
        "title": terms.title,
        "lead_code": lead.code,
        "lead": words_of.organisation_words(lead.pk),
        **_answers(action.promise_list),
        "due_on": due["on"],
        "first_due_on": words_of.first_due(shown),
        "moved": len(action.move_list),
        "moved_reason": due["reason"],
        "late": due["late"],
        "state_code": action.state,
        "state": str(ActionState(action.state).label),
        "light_code": action.light,
        "light": str(Light(action.light).label),
        "light_on": action.light_on,
        "explanation": words_of.explanation(action),
        "serves_code": terms.serves,
        "serves": str(Serves(terms.serves).label),
        "level_code": terms.level,
        "level": str(Level(terms.level).label),
        "horizon_code": terms.horizon,
        "horizon": str(Horizon(terms.horizon).label),
        "planned": terms.planned,
        "committed": action.committed,
        "committed_as_of": action.committed_as_of,
        "instrument": terms.instrument,
        "weighty": terms.weighty,
        "narrow": terms.narrow,
    }


def _answers(promises: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the lead said, and who was asked to contribute with what each said."""
    bodies, found = organisations().by_id, list(promises)
    lead = next((row["answer"] for row in found if row["share"] == Share.LEAD), "")
    others = [row for row in found if row["share"] != Share.LEAD]
    return {
        "lead_answer_code": lead,
        "lead_answer": str(Answer(lead).label) if lead else "",
        "contributor_codes": ";".join(
            f"{bodies[row['organisation']].code}:{row['answer']}" for row in others
        ),
        "contributors": "; ".join(
            f"{words_of.organisation_words(row['organisation'])}: {Answer(row['answer']).label}"
            for row in others
        ),
    }
