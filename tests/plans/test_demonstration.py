"""The example plans: what they hold, that they are marked, that nobody is named, that nothing leaks."""

import re
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction

from actionplans.management.commands.load_example_plans import FOLDER, read
from actionplans.management.example_plan import PARTS, TERMS
from actionplans.plans.kinds import ActionState, Answer, Remark, VersionState
from actionplans.plans.models import (
    Action,
    ActionLink,
    ActionTerms,
    Contribution,
    Evidence,
    InternalNote,
    LinkedFile,
    Milestone,
    Objective,
    PartnerEndorsement,
    Plan,
    PlanComment,
    PlanVersion,
    ProgressUpdate,
    TermsComment,
)
from coordination.access.reader import reading_as
from coordination.people import actors
from coordination.people.models import User
from coordination.people.queries import organisations
from coordination.register.models import Activity
from coordination.world.queries import mandates, themes

COUNTED = (
    *(Plan, PlanVersion, Action, ActionTerms, Milestone, Contribution, ProgressUpdate, Evidence),
    *(ActionLink, PlanComment, TermsComment, InternalNote, *PARTS.values()),
)
FILES = sorted(FOLDER.iterdir())
NARROW = "Political contacts in Niamey on resuming border cooperation"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole demonstration, once for this module; nothing of it is kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        User.objects.all().delete()
        call_command("load_demonstration", verbosity=0)
        call_command("load_example_plans", verbosity=0)
        yield
        transaction.set_rollback(True)


def person(name):
    return actors.build(User.objects.get(email=f"{name}@demo.example"))


def rows(model, name="commission"):
    """What somebody reads of a model; call it and use it inside `reading_as`."""
    return model.objects.visible_to(person(name))


def counts(name="commission"):
    with reading_as(person(name)):
        return {model.__name__: rows(model, name).count() for model in COUNTED}


def states():
    with reading_as(person("commission")):
        found = rows(PlanVersion).order_by("plan__country__code", "number")
        versions = {}
        for country, route, state in found.values_list("plan__country__code", "plan__route__code", "state"):
            versions.setdefault(country or route, []).append(str(state))
        return versions


@pytest.mark.row("A1")
def test_ten_countries_and_two_routes_show_every_state_on_the_way(loaded):
    agreed = [VersionState.AGREED]
    assert states() == {
        **dict.fromkeys(("AF", "BA", "EG", "LY", "MA", "NG", "TN"), agreed),
        "IQ": [VersionState.DRAFT],
        "NE": [VersionState.SUPERSEDED, VersionState.AGREED, VersionState.DRAFT],
        "PK": [VersionState.CONSULTATION],
        "central-mediterranean": agreed,
        "western-mediterranean": [VersionState.CONSULTATION],
    }


def test_all_that_the_files_hold_is_loaded(loaded):
    written = [read(path) for path in FILES]
    actions = [action for words in written for action in words["actions"]]
    found = counts()
    assert found == {
        "Plan": 12,
        "PlanVersion": 14,
        "Action": 68,
        "ActionTerms": 100,
        "Milestone": 69,
        "Contribution": 165,
        "ProgressUpdate": 61,
        "Evidence": 3,
        "ActionLink": 47,
        "PlanComment": 7,
        "TermsComment": 5,
        "InternalNote": 0,
        "Objective": 55,
        "PartnerPriority": 24,
        "Risk": 24,
        "Stakeholder": 26,
        "Lever": 12,
        "LinkedFile": 3,
    }
    assert len(actions) == found["Action"]
    assert found["ProgressUpdate"] == sum(len(action.get("reports", ())) for action in actions)
    assert found["Evidence"] == sum("closed" in action for action in actions)
    comments = sum(len(words.get("comments", ())) for words in written)
    assert found["PlanComment"] + found["TermsComment"] == comments
    with reading_as(person("commission")):
        answers = Counter(rows(Contribution).values_list("answer", flat=True))
    asked = [line for action in actions for line in action.get("asked", ())]
    for answer in (Answer.ACCEPTED, Answer.DECLINED):
        said = sum(line.get("answer") == answer for line in asked)
        assert answers[answer] >= said > 0
    assert answers[Answer.UNANSWERED] > 0


def test_a_second_run_changes_nothing(loaded):
    before = counts(), counts("italy")
    with reading_as(person("commission")):
        saves = dict(rows(Action).values_list("pk", "version"))
    call_command("load_example_plans", verbosity=0)
    assert (counts(), counts("italy")) == before
    with reading_as(person("commission")):
        assert dict(rows(Action).values_list("pk", "version")) == saves


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_words_of_a_file_are_known(loaded, path):
    words = read(path)
    known = organisations().by_code
    actions = words["actions"]
    names = {"key", "objective", "why", "lead", "mandate", "waits_for", "milestones", "shared_with"}
    names |= {"asked", "reports", "links", "closed", "since", "until", "dropped", *TERMS}
    assert {name for action in actions for name in action} <= names
    asked = [line for action in actions for line in action.get("asked", ())]
    assert {name for line in asked for name in line} <= {
        *("who", "for", "answer", "words", "light", "part", "reported_on"),
    }
    speak = {action["lead"] for action in actions} | {line["who"] for line in asked}
    speak |= {code for action in actions for code in action.get("shared_with", ())}
    assert speak | set(words["plan"]["leads"]) <= set(known)
    objectives = {line["theme"] for line in words["objectives"]}
    assert {action["objective"] for action in actions} <= objectives <= set(themes().by_code)
    codes = {action["mandate"] for action in actions if "mandate" in action} | {words["plan"]["mandate"]}
    assert codes <= {mandate.code for mandate in mandates().values()}
    assert len(words.keys() & {"country", "route"}) == 1
    known = {"country", "route", "plan", "versions", "actions", "comments", "notes", "endorsements", *PARTS}
    assert words.keys() <= known


def test_every_link_finds_its_entry_of_the_register(loaded):
    named = {
        f"demonstration:{link}"
        for path in FILES
        for action in read(path)["actions"]
        for link in action.get("links", ())
    }
    linked = set()
    for name in ("commission", "italy", "malta"):
        reader = person(name)
        with reading_as(reader):
            carried = ActionLink.objects.visible_to(reader).values("activity")
            entries = Activity.objects.visible_to(reader).filter(pk__in=carried)
            linked |= set(entries.values_list("external_id", flat=True))
    assert linked == named


def test_what_is_invented_says_so(loaded):
    with reading_as(person("commission")):
        assert set(rows(PlanVersion).values_list("is_example", flat=True)) == {True}
        texts = [*rows(PlanVersion).values_list("context", flat=True)]
        texts += rows(ActionTerms).values_list("why", flat=True)
        texts += rows(ActionTerms).exclude(deliverable="").values_list("deliverable", flat=True)
        texts += rows(ActionTerms).exclude(instrument="").values_list("instrument", flat=True)
        texts += rows(ProgressUpdate).values_list("words", flat=True)
        texts += rows(Contribution).exclude(answer_words="").values_list("answer_words", flat=True)
        texts += rows(Contribution).exclude(words="").values_list("words", flat=True)
        texts += rows(Evidence).values_list("words", flat=True)
        texts += rows(PlanComment).values_list("text", flat=True)
    assert [text for text in texts if "Example" not in text] == []


def test_no_person_is_named():
    marks = re.compile(r"@|\b(Mr|Ms|Mrs|Mme|Dr|H\.E\.|Minister|Ambassador|Commissioner|Director)\b")
    files = [part for path in FILES for part in (sorted(path.glob("*")) if path.is_dir() else [path])]
    assert len(files) == 14
    found = {part.name: marks.findall(part.read_text(encoding="utf-8")) for part in files}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.row("A1")
def test_niger_is_the_rich_one(loaded):
    reader = person("commission")
    with reading_as(reader):
        versions = PlanVersion.objects.visible_to(reader).filter(plan__country__code="NE").order_by("number")
        first, second, draft = versions
        objectives = Objective.objects.visible_to(reader).filter(plan_version=second)
        assert set(objectives.values_list("theme__code", flat=True)) == {
            *("root-causes", "protection", "smuggling-trafficking", "return-readmission", "legal-migration")
        }
        terms = ActionTerms.objects.visible_to(reader)
        sizes = [terms.filter(plan_version=version).count() for version in versions]
        assert sizes == [16, 18, 18]
        in_force = {row.action_id: row for row in terms.filter(plan_version=second)}
        amended = {row.action_id: row for row in terms.filter(plan_version=draft)}
        assert {row.title for pk, row in in_force.items() if pk not in amended} == {
            "Water points and pasture on the transhumance tracks"
        }
        assert {row.title for pk, row in amended.items() if pk not in in_force} == {
            "Missions of diaspora experts to training centres"
        }
        both = in_force.keys() & amended.keys()
        moved = [pk for pk in both if in_force[pk].title != amended[pk].title]
        assert [amended[pk].due_on.isoformat() for pk in moved] == ["2027-09-30"]
        assert (first.agreed_on.isoformat(), first.superseded_on, second.agreed_on.isoformat()) == (
            "2026-02-18",
            second.agreed_on,
            "2026-09-16",
        )
        shares = [
            Counter(terms.filter(plan_version=version).values_list("serves", flat=True))
            for version in versions
        ]
        assert shares[1]["partner"] > shares[0]["partner"]

        actions = Action.objects.visible_to(reader).filter(pk__in=in_force)
        assert set(actions.values_list("light", flat=True)) == {
            *("not-started", "on-track", "at-risk", "off-track"),
        }
        done = actions.get(weighty=True, state=ActionState.DONE)
        assert (done.closed_by_id, done.checked_by_id) == (reader.user_id, person("presidency").user_id)
        updates = ProgressUpdate.objects.visible_to(reader).filter(action__in=actions)
        assert updates.exclude(due_after=None).count() == 2
        given = Contribution.objects.visible_to(reader).filter(action__in=actions)
        assert set(given.values_list("answer", flat=True)) == set(Answer.values)
        assert not given.filter(answered_on__lt=first.consulted_on).exists()


@pytest.mark.row("A35")
@pytest.mark.row("A47")
@pytest.mark.row("A48")
def test_the_team_europe_initiative_has_pillar_leads_linked_files_and_an_endorsement(loaded):
    reader = person("italy")
    with reading_as(reader):
        version = rows(PlanVersion, "italy").get(plan__route__code="central-mediterranean")
        parts = {
            model: model.objects.visible_to(reader).filter(plan_version=version)
            for model in (Objective, LinkedFile, PartnerEndorsement)
        }
        leads = dict(parts[Objective].values_list("theme__code", "lead__code"))
        assert leads == {
            "root-causes": "commission-intpa",
            "legal-migration": "italy",
            "protection": "netherlands",
            "smuggling-trafficking": "france",
            "return-readmission": "commission-home",
        }
        titles = set(parts[LinkedFile].values_list("title", flat=True))
        assert titles == {
            "Relocation within the Union",
            "EU-Turkey Statement",
            "European Border and Coast Guard",
        }
        [endorsement] = parts[PartnerEndorsement]
        assert endorsement.objective_key == parts[Objective].get(theme__code="return-readmission").key


@pytest.mark.parametrize("name", ["malta", "eeas", "presidency", "gsc", "eud-niger", "frontex", "germany"])
def test_the_narrower_action_is_hidden_from_all_others(loaded, name):
    shown = {"italy": True, "france": True, "spain": True, name: False}
    for who, readable in shown.items():
        reader = person(who)
        with reading_as(reader):
            terms = ActionTerms.objects.visible_to(reader)
            assert terms.filter(title="Local radio on the risks of irregular journeys").exists()
            assert terms.filter(title=NARROW).exists() is readable
            actions = terms.filter(title=NARROW).values("action")
            parts = Contribution.objects.visible_to(reader).filter(action__in=actions)
            assert parts.exists() is readable


def test_drafts_are_read_by_their_drafter_and_notes_by_their_delegation(loaded):
    with reading_as(person("italy")):
        assert "IQ" not in set(rows(Plan, "italy").values_list("country__code", flat=True))
        assert rows(InternalNote, "italy").count() == 1
        assert rows(PlanVersion, "italy").filter(state=VersionState.DRAFT).count() == 0
    with reading_as(person("commission")):
        assert rows(InternalNote).count() == 0
        assert rows(PlanVersion).filter(state=VersionState.DRAFT).count() == 2


def test_pakistan_waits_for_one_objection(loaded):
    with reading_as(person("france")):
        version = rows(PlanVersion, "france").get(plan__country__code="PK")
        terms = rows(ActionTerms, "france").filter(plan_version=version)
        remarks = [
            *rows(PlanComment, "france").filter(plan_version=version).values_list("kind", "resolved_at"),
            *rows(TermsComment, "france").filter(terms__in=terms).values_list("kind", "resolved_at"),
        ]
    assert Counter(remarks) == {
        (Remark.COMMENT, None): 1,
        (Remark.PROPOSAL, None): 1,
        (Remark.OBJECTION, None): 1,
    }
