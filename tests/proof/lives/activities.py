"""The life of an entry of the register."""

from typing import Any

from coordination.access.actor import Actor
from coordination.register import services as register
from coordination.world.queries import themes
from tests.access.expectations import ACTIONS, CURRENT, READERS
from tests.factories import ActivityFactory
from tests.factories.people import organisation
from tests.factories.register import sharing

from .life import Deed, Life, niger


def activity() -> Life:
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
