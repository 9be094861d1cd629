"""The life of a consultation."""

from typing import Any

from coordination.access.actor import Actor
from coordination.consultations import services as consultations
from tests.access import consultations as of_consultations
from tests.factories.consultations import ConsultationFactory, in_days
from tests.factories.register import sharing

from .life import Deed, Life


def consultation() -> Life:
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
