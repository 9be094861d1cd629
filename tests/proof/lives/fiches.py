"""The life of a fiche."""

from typing import Any

from actionplans.fiches import services as fiches
from actionplans.fiches.kinds import MeasureState
from actionplans.fiches.models import Measure
from actionplans.fiches.queries.fingerprint import fingerprint as of_fiche
from coordination.access.actor import Actor
from tests.access import fiches as of_fiches
from tests.factories.fiches import FicheFactory
from tests.factories.register import sharing

from .life import Deed, Life, niger


def fiche() -> Life:
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
