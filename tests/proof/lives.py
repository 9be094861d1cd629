"""The lives of records as they should be: from each state, which deed leads where and who may do it.

Written from the rules of procedure, beside the product: it imports the services that it tries, no policy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actionplans.fiches import services as fiches
from actionplans.fiches.kinds import MeasureState
from actionplans.fiches.models import Measure
from actionplans.fiches.queries.fingerprint import fingerprint as of_fiche
from actionplans.plans import services as plans
from actionplans.plans.queries.fingerprint import fingerprint as of_version
from coordination.access.actor import Actor
from coordination.consultations import services as consultations
from coordination.meetings import services as meetings
from coordination.meetings.models import AgendaItem
from coordination.register import services as register
from coordination.world.queries import countries, themes
from tests.access import consultations as of_consultations
from tests.access import fiches as of_fiches
from tests.access import meetings as of_meetings
from tests.access.expectations import ACTIONS, CURRENT, READERS
from tests.access.expectations import plans as of_plans
from tests.factories import ActivityFactory
from tests.factories.consultations import ConsultationFactory, in_days
from tests.factories.fiches import FicheFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.people import organisation
from tests.factories.plans import PlanFactory
from tests.factories.register import sharing

May = Mapping[str, set[str]]


@dataclass(frozen=True)
class Deed:
    """Something that changes a record: what to call, and the state it leads to (the same when empty)."""

    do: Callable[[Actor, Any], Any]
    to: str = ""


@dataclass(frozen=True)
class Life:
    """One kind of record. `rights` and `readers` are by state; `keeper` reads it in every state."""

    make: Callable[[], Any]
    first: str
    keeper: str
    address: str  # in the API
    page: Callable[[Any], str]
    rights: Mapping[str, May]
    readers: Mapping[str, set[str]]
    deeds: Mapping[str, Mapping[str, Deed]]
    rewrite: Callable[[Actor, Any, int], Any]  # with the version that the writer read
    rewritten: str = "change"
    ends: frozenset[str] = field(default_factory=frozenset)  # from which nothing leads away
    bare: frozenset[str] = field(default_factory=frozenset)  # in which its page has nothing to show


def _plan() -> Life:
    rights, readers = of_plans.VERSION_MAY, of_plans.VERSION_READERS
    comment = Deed(
        lambda actor, row: plans.comment(actor=actor, on=row, field="plan", kind="comment", text="Why?")
    )
    written = {
        "change": Deed(lambda actor, row: rewrite(actor, row, row.version)),
        "discard": Deed(lambda actor, row: plans.discard(actor=actor, plan_version=row), "discarded"),
        "comment": comment,
    }

    def rewrite(actor: Actor, row: Any, version: int) -> Any:
        said = {"context": f"Context after {version}."}
        return plans.change_version(actor=actor, plan_version=row, version=version, fields=said, parts={})

    def agree(actor: Actor, row: Any) -> Any:
        return plans.agree(actor=actor, plan_version=row, read=of_version(actor, row))

    return Life(
        make=lambda: PlanFactory(actions=[{"title": "A first step"}]),
        first="draft",
        keeper="commission",
        address="versions",
        page=lambda row: f"/plans/{row.plan_id}/",
        rights=rights | {"review": rights["review"] | {"comment": rights["agreed"]["comment"]}},
        readers=readers | {"review": readers["agreed"]},
        deeds={
            "draft": written
            | {
                "consult": Deed(
                    lambda actor, row: plans.consult(actor=actor, plan_version=row), "consultation"
                )
            },
            "consultation": written
            | {
                "withdraw": Deed(lambda actor, row: plans.withdraw(actor=actor, plan_version=row), "draft"),
                "agree": Deed(agree, "agreed"),
            },
            "agreed": {
                "review": Deed(lambda actor, row: plans.review(actor=actor, plan_version=row), "review"),
                "comment": comment,
            },
            "review": {
                "keep": Deed(lambda actor, row: plans.keep(actor=actor, plan_version=row), "agreed"),
                "comment": comment,
            },
            "discarded": {},
        },
        rewrite=rewrite,
        ends=frozenset({"discarded"}),
        bare=frozenset({"discarded"}),
    )


def _fiche() -> Life:
    labels = ("draft", "discarded", "comments", "endorsed", "implementation", "evaluated", "closed")
    comment = Deed(lambda actor, row: fiches.comment(actor=actor, fiche=row, field="purpose", text="Why?"))

    def rewrite(actor: Actor, row: Any, version: int) -> Any:
        return fiches.change(
            actor=actor,
            fiche=row,
            version=version,
            words=fiches.Words({"purpose": f"Purpose after {version}."}, niger()),
        )

    written = {"change": Deed(lambda actor, row: rewrite(actor, row, row.version)), "comment": comment}
    written["discard"] = Deed(lambda actor, row: fiches.discard(actor=actor, fiche=row), "discarded")
    reopen = Deed(
        lambda actor, row: fiches.reopen(actor=actor, fiche=row, reason="Too early."), "implementation"
    )

    def circulate(actor: Actor, row: Any) -> Any:
        return fiches.circulate(actor=actor, fiche=row, sharing=sharing("members"))

    def close(actor: Actor, row: Any) -> Any:
        told = fiches.Report(light="on-track", words="As planned.", done=True, evidence="A letter.")
        for measure in Measure.objects.visible_to(actor).filter(fiche=row, state=MeasureState.OPEN):
            fiches.report(actor=actor, measure=measure, version=None, report=told)
        return fiches.close(actor=actor, fiche=row, version=None, evidence="The report.")

    def evaluate(actor: Actor, row: Any) -> Any:
        return fiches.evaluate(
            actor=actor, fiche=row, version=None, worked="All.", did_not="Little.", lesson="Begin earlier."
        )

    return Life(
        make=lambda: FicheFactory(),
        first="draft",
        keeper="italy",
        address="fiches",
        page=lambda row: f"/fiches/{row.pk}/",
        rights={label: of_fiches.FICHE_ACTIONS[f"fiche: {label}"] for label in labels},
        readers={label: of_fiches.FICHE_READERS["fiche"][f"fiche: {label}"] for label in labels},
        deeds={
            "draft": written | {"circulate": Deed(circulate, "comments")},
            "comments": written
            | {
                "withdraw": Deed(lambda actor, row: fiches.withdraw(actor=actor, fiche=row), "draft"),
                "endorse": Deed(
                    lambda actor, row: fiches.endorse(actor=actor, fiche=row, read=of_fiche(actor, row)),
                    "endorsed",
                ),
            },
            "endorsed": {
                "start": Deed(lambda actor, row: fiches.start(actor=actor, fiche=row), "implementation"),
                "comment": comment,
            },
            "implementation": {"evaluate": Deed(evaluate, "evaluated"), "comment": comment},
            "evaluated": {
                "close": Deed(close, "closed"),
                "reopen": reopen,
                "comment": comment,
            },
            "closed": {"reopen": reopen},
            "discarded": {},
        },
        rewrite=rewrite,
        ends=frozenset({"discarded"}),
    )


def _meeting() -> Life:
    states = {
        "draft": "meeting: draft",
        "issued": "meeting: issued",
        "running": "meeting: running",
        "held": "meeting: held",
        "for comments": "meeting: for comments",
        "agreed": "meeting: agreed",
        "locked": "meeting: locked",
        "cancelled": "meeting: cancelled",
    }

    def rewrite(actor: Actor, row: Any, version: int) -> Any:
        said = {
            "venue": f"Room {version}",
            "title": row.title,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
        }
        return meetings.change(actor=actor, meeting=row, version=version, fields=said)

    def arrange(actor: Actor, row: Any) -> Any:
        words = meetings.ItemWords(fields={"title": "Another item", "handling": "exchange"})
        return meetings.add_item(actor=actor, meeting=row, words=words)

    def revise(actor: Actor, row: Any) -> Any:
        arrange(actor, row)
        return meetings.issue(actor=actor, meeting=row)

    def write(actor: Actor, row: Any) -> Any:
        item = AgendaItem.objects.visible_to(actor).filter(meeting=row).on_agenda()[0]
        return meetings.add_line(actor=actor, item=item, kind="paragraph", text="Noted.")

    def issue_notes(actor: Actor, row: Any) -> Any:
        return meetings.issue_notes(actor=actor, meeting=row, comments_until=in_days(10))

    def reopen(actor: Actor, row: Any) -> Any:
        return meetings.reopen_notes(actor=actor, meeting=row, reason="A slip.", comments_until=in_days(10))

    prepared = {
        "change": Deed(lambda actor, row: rewrite(actor, row, row.version)),
        "arrange": Deed(arrange),
        "issue": Deed(lambda actor, row: meetings.issue(actor=actor, meeting=row), "issued"),
    }
    cancel = Deed(
        lambda actor, row: meetings.cancel(actor=actor, meeting=row, reason="The chair is ill."), "cancelled"
    )
    lock = Deed(lambda actor, row: meetings.lock(actor=actor, meeting=row), "locked")
    readers = of_meetings.READ_BY["meeting"]
    return Life(
        make=lambda: MeetingFactory(guests=["frontex"]),
        first="draft",
        keeper="presidency",
        address="meetings",
        page=lambda row: f"/meetings/{row.pk}/",
        rights={state: of_meetings.MEETING_RIGHTS[label] for state, label in states.items()},
        readers={
            state: readers[label] | (set() if state == "draft" else {"frontex"})
            for state, label in states.items()
        },
        deeds={
            "draft": prepared,
            "issued": prepared
            | {"issue": Deed(revise)}
            | {"begin": Deed(lambda actor, row: meetings.begin(actor=actor, meeting=row), "running")}
            | {"cancel": cancel},
            "running": {
                "write": Deed(write),
                "run": Deed(lambda actor, row: meetings.end(actor=actor, meeting=row), "held"),
            },
            "held": {"write": Deed(write), "issue notes": Deed(issue_notes, "for comments")},
            "for comments": {
                "agree": Deed(
                    lambda actor, row: meetings.agree_notes(actor=actor, meeting=row, version=None), "agreed"
                ),
            },
            "agreed": {"reopen": Deed(reopen, "for comments"), "conclude": lock},
            "locked": {},
            "cancelled": {},
        },
        rewrite=rewrite,
        ends=frozenset({"locked", "cancelled"}),
    )


def _consultation() -> Life:
    states = ("draft", "open", "closed", "withdrawn", "discarded")

    def rewrite(actor: Actor, row: Any, version: int) -> Any:
        words = consultations.Words({"background": f"Background after {version}."}, ("How?", "When?"))
        return consultations.change(actor=actor, consultation=row, version=version, words=words)

    def open_to(actor: Actor, row: Any) -> Any:
        return consultations.open_to(
            actor=actor, consultation=row, sharing=sharing("members"), deadline=in_days(6)
        )

    def extend(actor: Actor, row: Any) -> Any:
        return consultations.extend(
            actor=actor,
            consultation=row,
            version=None,
            deadline=in_days(row.version + 9),
            reason="Asked for.",
        )

    def compile_(actor: Actor, row: Any) -> Any:
        return consultations.write_synthesis(
            actor=actor, consultation=row, number=1, version=None, text="Delegations agree."
        )

    def reply(actor: Actor, row: Any) -> Any:
        draft = consultations.write(actor=actor, consultation=row, number=1, version=None, text="A reply.")
        consultations.clear(actor=actor, draft=draft, version=draft.version)
        return consultations.submit(actor=actor, consultation=row, numbers=[1])

    return Life(
        make=lambda: ConsultationFactory(),
        first="draft",
        keeper="presidency",
        address="consultations",
        page=lambda row: f"/consultations/{row.pk}/",
        rights={state: of_consultations.RIGHTS_OF_ONE[f"consultation: {state}"] for state in states},
        readers={
            state: of_consultations.READ_BY["consultation"][f"consultation: {state}"] for state in states
        },
        deeds={
            "draft": {
                "change": Deed(lambda actor, row: rewrite(actor, row, row.version)),
                "open": Deed(open_to, "open"),
                "discard": Deed(
                    lambda actor, row: consultations.discard(actor=actor, consultation=row), "discarded"
                ),
            },
            "open": {
                "extend": Deed(extend),
                "reply": Deed(reply),
                "close": Deed(
                    lambda actor, row: consultations.close(actor=actor, consultation=row), "closed"
                ),
                "withdraw": Deed(
                    lambda actor, row: consultations.withdraw(
                        actor=actor, consultation=row, reason="Overtaken."
                    ),
                    "withdrawn",
                ),
                "compile": Deed(compile_),
            },
            "closed": {"compile": Deed(compile_)},
            "withdrawn": {},
            "discarded": {},
        },
        rewrite=rewrite,
        ends=frozenset({"closed", "withdrawn", "discarded"}),
    )


def _activity() -> Life:
    def entry(text: str) -> Any:
        fields = {"title": "An entry", "kind": "project", "level": "bilateral", "status": "running"}
        return register.Entry(
            fields=fields | {"aim": text, "lead_id": organisation("italy").pk},
            places=(register.Place(country_id=niger()[0]),),
            themes=(themes().by_code["migrant-smuggling"].pk,),
        )

    def rewrite(actor: Actor, row: Any, version: int, **rest: Any) -> Any:
        return register.change(
            actor=actor, activity=row, version=version, entry=entry(f"After {version}."), **rest
        )

    def share(with_: Any) -> Deed:
        def shared(actor: Actor, row: Any) -> Any:
            return rewrite(actor, row, row.version, sharing=sharing(with_), reason="Decided so.")

        return Deed(shared, "all members" if with_ == "members" else "own")

    change = {"change": Deed(lambda actor, row: rewrite(actor, row, row.version))}

    def retire(to: str) -> Deed:
        return Deed(lambda actor, row: register.retire(actor=actor, activity=row, reason="Twice."), to)

    def restore(to: str) -> Deed:
        return Deed(lambda actor, row: register.restore(actor=actor, activity=row), to)

    confirm = {"confirm": Deed(lambda actor, row: register.confirm(actor=actor, activity=row))}
    rights = {
        state: ACTIONS.get(state, CURRENT) for state in ("draft", "discarded draft", "own", "all members")
    }
    return Life(
        make=lambda: ActivityFactory(draft=True),
        first="draft",
        keeper="italy",
        address="activities",
        page=lambda row: f"/activities/{row.pk}/",
        rights=rights | {"retired": ACTIONS["retired"], "retired own": ACTIONS["retired"]},
        readers={
            state: READERS[state] for state in ("draft", "discarded draft", "own", "all members", "retired")
        }
        | {"retired own": READERS["own"]},
        deeds={
            "draft": change
            | {
                "retire": retire("discarded draft"),
                "clear": Deed(lambda actor, row: register.clear(actor=actor, activity=row), "own"),
            },
            "own": change | confirm | {"share": share("members"), "retire": retire("retired own")},
            "all members": change | confirm | {"share": share([]), "retire": retire("retired")},
            "retired": {"restore": restore("all members")},
            "retired own": {"restore": restore("own")},
            "discarded draft": {"restore": restore("draft")},
        },
        rewrite=rewrite,
    )


def niger() -> list[int]:
    return [countries().by_code["NE"].pk]


LIVES: dict[str, Callable[[], Life]] = {
    "plan": _plan,
    "fiche": _fiche,
    "meeting": _meeting,
    "consultation": _consultation,
    "activity": _activity,
}
