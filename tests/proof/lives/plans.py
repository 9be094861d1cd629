"""The life of a plan."""

from typing import Any

from actionplans.plans import services as plans
from actionplans.plans.queries.fingerprint import fingerprint as of_version
from coordination.access.actor import Actor
from tests.access.expectations import plans as of_plans
from tests.factories.plans import PlanFactory

from .life import Deed, Life


def plan() -> Life:
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
