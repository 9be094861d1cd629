"""The example fiches: what they hold, that they are marked, that nobody is named, that nothing leaks."""

import re
import tomllib
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from actionplans.fiches.kinds import MeasureState, Procedure, Stage, Stand
from actionplans.fiches.models import (
    Fiche,
    FicheComment,
    FicheContribution,
    FicheCountry,
    FichePosition,
    Measure,
)
from actionplans.management.commands.load_example_fiches import FOLDER
from actionplans.management.example_fiche import PRESIDENCY, stage_of
from actionplans.plans.kinds import Answer, Light, Remark
from actionplans.plans.models import ProgressUpdate, TermsComment
from coordination.access.reader import reading_as
from coordination.people import actors
from coordination.people.models import User
from coordination.people.queries import organisations
from coordination.world.queries import themes

COUNTED = (Fiche, FicheCountry, Measure, FicheContribution, FichePosition, FicheComment)
FILES = sorted(FOLDER.iterdir())
NARROW = "Joint investigation team: what can resume after the mandate has ended"
DRAFT = "Recognition of licences of professional drivers"
# Between them they read every example: Italy its own draft, and what Spain shares with few.
READERS = ("commission", "italy")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole demonstration, once for this module; nothing of it is kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        User.objects.all().delete()
        for name in ("load_demonstration", "load_example_plans", "load_example_fiches"):
            call_command(name, verbosity=0)
        yield
        transaction.set_rollback(True)


def files():
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}


def written():
    return [fiche for words in files().values() for fiche in words["fiches"]]


def person(name):
    return actors.build(User.objects.get(email=f"{name}@demo.example"))


def stored(model, *names):
    """Each row of a model that one of them reads, once."""
    found = {}
    for name in names or READERS:
        reader = person(name)
        with reading_as(reader):
            found |= {row.pk: row for row in model.objects.visible_to(reader)}
    return list(found.values())


def counts():
    return {model.__name__: len(stored(model)) for model in COUNTED}


@pytest.mark.row("A2")
def test_fiches_show_every_stage_on_the_way(loaded):
    assert Counter(row.stage for row in stored(Fiche)) == {
        Stage.DRAFT: 1,
        Stage.COMMENTS: 3,
        Stage.ENDORSED: 1,
        Stage.IMPLEMENTATION: 3,
        Stage.EVALUATED: 1,
        Stage.CLOSED: 1,
        Stage.TEMPLATE: 2,
    }
    stages = {row.title: row.stage for row in stored(Fiche) if row.stage != Stage.TEMPLATE}
    assert stages == {fiche["title"]: stage_of(fiche) for fiche in written()}
    templates = [row.theme_id for row in stored(Fiche) if row.stage == Stage.TEMPLATE]
    assert {themes().by_id[pk].code for pk in templates} == {"voluntary-return", "evacuation"}


def test_all_that_the_files_hold_is_loaded(loaded):
    fiches = written()
    found = counts()
    assert found == {
        "Fiche": 12,
        "FicheCountry": 12,
        "Measure": 41,
        "FicheContribution": 29,
        "FichePosition": 3,
        "FicheComment": 11,
    }
    assert {code: len(words["fiches"]) for code, words in files().items()} == {
        "libya": 3,
        "niger": 4,
        "tunisia": 3,
    }
    asked = sum(len(fiche.get("asked", ())) + len(fiche.get("offered", ())) for fiche in fiches)
    assert found["FicheContribution"] == asked
    assert found["FicheComment"] == sum(len(fiche.get("comments", ())) for fiche in fiches)
    templates = [fiche["template"] for fiche in fiches if "template" in fiche]
    assert found["Measure"] == sum(len(line["measures"]) for line in [*fiches, *templates])
    linked = [line for fiche in fiches for line in fiche["measures"] if "action" in line]
    assert len([row for row in stored(Measure) if row.action_id]) == len(linked) == 18


def test_a_second_run_changes_nothing(loaded):
    def saves():
        rows = [*stored(Fiche), *stored(Measure), *stored(FicheContribution)]
        return {row.pk: row.version for row in rows}

    before = counts(), saves(), len(stored(ProgressUpdate)), len(stored(TermsComment))
    call_command("load_example_fiches", verbosity=0)
    assert (counts(), saves(), len(stored(ProgressUpdate)), len(stored(TermsComment))) == before


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_words_of_a_file_are_known(loaded, path):
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    fiches = words["fiches"]
    assert set(words) == {"country", "fiches"}
    names = {"by", "title", "theme", "purpose", "situation", "starts", "due", "urgent", "procedure"}
    names |= {
        "hours_to_answer",
        "days_to_answer",
        "shared_with",
        "circulated",
        "endorsed",
        "started",
        "evaluation",
        "closed",
    }
    names |= {"comments", "positions", "asked", "offered", "measures", "template"}
    assert {name for fiche in fiches for name in fiche} <= names
    lines = [line for fiche in fiches for line in fiche["measures"]]
    lines += [line for fiche in fiches for line in fiche.get("template", {}).get("measures", ())]
    assert {name for line in lines for name in line} <= {
        *("title", "owner", "due", "lever", "message", "deliverable", "action", "reports", "dropped"),
    }
    speak = {line["owner"] for line in lines} | {fiche["by"] for fiche in fiches}
    speak |= {line["who"] for fiche in fiches for line in fiche.get("asked", ())}
    speak |= {code for fiche in fiches for code in fiche.get("shared_with", ())}
    assert speak - {PRESIDENCY} <= set(organisations().by_code)
    assert {fiche["theme"] for fiche in fiches} <= set(themes().by_code)


def test_what_is_invented_says_so(loaded):
    assert {row.is_example for row in stored(Fiche)} == {True}
    texts = [row.situation for row in stored(Fiche) if row.stage != Stage.TEMPLATE]
    for row in stored(Fiche):
        texts += [row.worked, row.did_not, row.lesson, row.evidence]
    for row in stored(Measure):
        texts += [row.lever, row.message, row.deliverable, row.words, row.moved_reason, row.evidence]
    for row in stored(FicheContribution):
        texts += [row.answer_words, row.words]
    texts += [row.words for row in stored(FichePosition)]
    for row in stored(FicheComment):
        texts += [row.text, row.proposal, row.resolution]
    said = [text for text in texts if text]
    assert len(said) == 127
    assert [text for text in said if "Example" not in text] == []


def test_no_person_is_named():
    marks = re.compile(r"\w@|\b(Mr|Ms|Mrs|Mme|Dr|H\.E\.|Minister|Ambassador|Commissioner|Director)\b")
    assert [path.name for path in FILES] == ["libya.toml", "niger.toml", "tunisia.toml"]
    found = {path.name: marks.findall(path.read_text(encoding="utf-8")) for path in FILES}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.row("A2")
def test_measures_stand_in_every_way_and_one_is_late(loaded):
    [fiche] = [row for row in stored(Fiche) if row.title.startswith("Assisted voluntary return from Agadez")]
    rows = [row for row in stored(Measure) if row.fiche_id == fiche.pk]
    assert Counter((row.state, row.light) for row in rows) == {
        (MeasureState.DONE, Light.ON_TRACK): 1,
        (MeasureState.OPEN, Light.ON_TRACK): 1,
        (MeasureState.OPEN, Light.AT_RISK): 2,
        (MeasureState.OPEN, Light.OFF_TRACK): 1,
        (MeasureState.OPEN, Light.NOT_STARTED): 1,
    }
    assert [row.due_on == row.agreed_due_on for row in rows].count(False) == 1
    reader = person("commission")
    with reading_as(reader):
        late = Measure.objects.visible_to(reader).late()
        assert [row.title for row in late] == ["Report from a visit to the transit centre in Arlit"]


@pytest.mark.row("A2")
def test_done_measures_are_seen_on_the_actions_of_the_plan(loaded):
    done = "A measure of a fiche is done: "
    reported = {row.words for row in stored(ProgressUpdate, "germany") if row.words.startswith(done)}
    assert {words.removeprefix(done).split(".")[0] for words in reported} == {
        "Train the counsellors of all five transit centres",
        "Two rescue teams that reach the crossing within two hours",
    }
    noted = {row.text for row in stored(TermsComment, "germany") if row.text.startswith(done)}
    assert {words.removeprefix(done).split(".")[0] for words in noted} == {
        "Selection mission for the first two flights",
        "Care for children in both shelters",
    }


def test_contributions_and_positions_stand_in_every_way(loaded):
    assert Counter(row.answer for row in stored(FicheContribution)) == {
        Answer.ACCEPTED: 16,
        Answer.DECLINED: 6,
        Answer.UNANSWERED: 7,
    }
    open_now = [row for row in stored(FicheComment) if row.resolved_at is None]
    assert Counter(row.kind for row in open_now) == {
        Remark.OBJECTION: 1,
        Remark.PROPOSAL: 2,
        Remark.COMMENT: 2,
    }
    [urgent] = [row for row in stored(Fiche) if row.urgent]
    assert (urgent.stage, urgent.procedure) == (Stage.COMMENTS, Procedure.SILENCE)
    assert urgent.comments_until > timezone.now()
    assert Counter(row.stand for row in stored(FichePosition)) == {Stand.AGREE: 3}


@pytest.mark.parametrize("name", ["malta", "commission", "eeas", "gsc", "eud-niger", "frontex", "germany"])
def test_the_narrower_fiche_is_hidden_from_all_others(loaded, name):
    shown = {"spain": True, "italy": True, "france": True, "presidency": True, name: False}
    for who, readable in shown.items():
        fiches = {row.title: row.pk for row in stored(Fiche, who)}
        assert "Health post and shelter at Assamaka" in fiches
        assert (NARROW in fiches) is readable
        titles = {row.title for row in stored(Measure, who)}
        assert ("Technical meeting with the service in charge" in titles) is readable
        told = [row for row in stored(ProgressUpdate, who) if "technical meeting was held" in row.words]
        # The action is the narrower one of the plan: the Presidency does not read that.
        assert bool(told) is (who in {"spain", "italy", "france", "commission"})


def test_a_draft_is_read_by_its_drafter_alone(loaded):
    assert DRAFT in {row.title for row in stored(Fiche, "italy")}
    others = ("commission", "eeas", "spain", "france", "presidency", "eud-tunisia", "gsc")
    assert DRAFT not in {row.title for row in stored(Fiche, *others)}
