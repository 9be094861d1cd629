"""No way round the gate in our own code, and nothing gated without its proof."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from coordination.access.models import Audience, Gated, GatedPart, Receipt
from coordination.history.models import HistoryLine
from coordination.register.models import CountryTally, FormDraft, ThemeTally
from coordination.search.models import NarrowText
from tests.architecture.sources import ROOT, files, name, product, tree

GATED = {model.__name__ for model in apps.get_models() if issubclass(model, Gated | GatedPart)} | {
    HistoryLine.__name__,
    NarrowText.__name__,
    CountryTally.__name__,
    ThemeTally.__name__,
}
UNGATED = {model.__name__ for model in apps.get_models()} - GATED
# What a manager of gated rows may be asked: through the gate, for the parts of a row that passed it,
# for nothing, or to add.
THROUGH = {"visible_to", "within", "none", "create", "bulk_create", "as_manager"}
# The gate's own look-ups, where it must step out of the guard; each needs a reason beside it.
UNGUARDED: dict[str, int] = {}


def detours(path: Path) -> list[str]:
    """Uses of `<gated>.objects.<verb>` that do not begin with the one verb that decides reading."""
    found = []
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)):
            continue
        manager = node.value
        if manager.attr not in {"objects", "_default_manager", "_base_manager"} or node.attr in THROUGH:
            continue
        owner = ast.unparse(manager.value).rsplit(".", 1)[-1]
        # A class that we do not know by name (`model.objects`) is taken for a gated one.
        if owner not in UNGATED:
            found.append(f"{name(path)}:{node.lineno}: {ast.unparse(node)}")
    return found


def test_no_gated_row_is_read_but_through_visible_to():
    exempt = {
        # At the console, as the role `owner`: names of fields, and nothing that they held.
        "coordination/management/commands/export_incident.py",
        "coordination/access/checks.py",  # asks the manager for its class
        "coordination/management/commands/load_reference.py",  # writes reference tables only
    }
    found = [
        use
        for path in product()
        if name(path) not in exempt and not name(path).startswith("config/")
        for use in detours(path)
    ]
    assert found == []


def test_the_rule_sees_a_planted_detour(tmp_path):
    planted = ROOT / "tests" / "architecture" / "planted.txt"
    planted.write_text(
        "rows = Activity.objects.filter(title='x')\n"
        "more = model.objects.all()\n"
        "fine = Activity.objects.visible_to(actor).filter(title='x')\n"
        "also = Organisation.objects.all()\n"
    )
    try:
        assert [use.split(": ")[1] for use in detours(planted)] == [
            "Activity.objects.filter",
            "model.objects.all",
        ]
    finally:
        planted.unlink()


def test_steps_out_of_the_guard_are_these():
    found: dict[str, int] = {}
    for path in product():
        if name(path) == "coordination/access/reader.py":
            continue
        uses = sum(
            isinstance(node, ast.Call) and ast.unparse(node.func).endswith("unguarded")
            for node in ast.walk(tree(path))
        )
        if uses:
            found[name(path)] = uses
    assert found == UNGUARDED


def test_no_code_speaks_to_the_database_past_the_models_unnoticed():
    """Raw SQL stays where it is looked at: the gate, history, search, commands, the server itself."""
    allowed = re.compile(
        r"^(config/|coordination/(access|history|search)/|coordination/management/|coordination/bench)"
    )
    found = [
        f"{name(path)}:{node.lineno}"
        for path in product()
        if not allowed.match(name(path))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"cursor", "raw", "extra", "RawSQL"}
        and not ast.unparse(node).startswith("self.")
    ]
    assert found == []


def test_the_owner_alias_is_used_by_commands_and_migrations_only():
    allowed = re.compile(r"^(config/|coordination/management/|coordination/access/(grants|checks)\.py)")
    found = [
        name(path)
        for path in product()
        if not allowed.match(name(path))
        and re.search(r"using\(?=?\s*[\"']owner|connections\[[\"']owner", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def proofs() -> str:
    """The text of all policy tests."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in files(".py") if path.stem == "test_policies"
    )


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, Gated)], ids=lambda m: m.__name__
)
def test_every_gated_noun_has_tests_of_its_policy(model):
    text = proofs()
    assert re.search(rf"\b{model.__name__}\b", text), "name the model in a test_policies.py"
    missing = [action for action in model.policy.actions() if f'"{action}"' not in text]
    assert missing == []


def test_what_one_person_keeps_alone_is_gated_by_user():
    """These are no shared records and have no policy; tests/access/test_walls.py shows their wall."""
    for model in (FormDraft, Receipt, Audience):
        assert not issubclass(model, Gated)


def test_the_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
