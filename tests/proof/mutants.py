"""Small faults for rule files: each mutant is one function or constant of a module, changed in one place.

Policies are functions without state, so a mutant is put in and taken out in a running process: its code
object replaces the function's own. A mutation library would start the product anew for every mutant.
"""

import ast
import copy
import enum
import importlib
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

# What the policies are written in, and what answers for all of them.
MODULES = (
    "coordination.access.policy",
    "coordination.access.gate",
    "coordination.access.actor",
    "coordination.people.policy",
    "coordination.retention.policy",
    "coordination.register.policy",
    "coordination.documents.policy",
    "coordination.meetings.policy",
    "coordination.meetings.room_policy",
    "coordination.consultations.policy",
    "actionplans.plans.policy",
    "actionplans.fiches.policy",
    "actionplans.reports.policy",
)
# Words for a person, and lists of examples for the access matrix: they decide nothing.
SAID = {"reasons", "states", "states_of", "create_reason", "own_reason"}
OTHERS = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
# Rights that are easily taken for one another.
KIN = {
    "speaks_for": ["organisations", "contributes_to"],
    "organisations": ["speaks_for"],
    "contributes_to": ["speaks_for"],
    "is_chair": ["is_member", "chairs_next"],
    "is_member": ["is_institution"],
    "is_institution": ["is_member"],
    "chairs_next": ["is_chair"],
    "is_administrator": ["is_chair"],
    "runs": ["organisations", "speaks_for"],
}


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, what it says instead, and the code that says it."""

    module: str
    place: str
    line: int
    was: str
    now: str
    code: CodeType
    nth: int = 1  # of those that read the same in one function

    def __str__(self) -> str:
        again = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.module}:{self.place}: {self.was} → {self.now}{again}"


def mutants_of(module: ModuleType) -> list[Mutant]:
    """All mutants of a module, in the order of its lines."""
    tree = ast.parse(Path(inspect.getfile(module)).read_text(encoding="utf-8"))
    found: dict[str, Mutant] = {}
    named: Counter[tuple[str, str, str]] = Counter()
    for owner, place, part in _parts(tree):
        original = ast.unparse(part)
        for node, replacement in _changes(part, module):
            with _replaced(node, replacement):
                if isinstance(part, ast.FunctionDef):
                    code = _code_at(compile(ast.fix_missing_locations(tree), module.__name__, "exec"), place)
                else:
                    value = ast.Expression(part.value)  # type: ignore[attr-defined]
                    code = compile(ast.fix_missing_locations(value), module.__name__, "eval")
                text = ast.unparse(part)
            if text == original:
                continue
            was, now = _said(node), _said(replacement)
            if (key := f"{owner} {text}") not in found:
                named[place, was, now] += 1
                nth = named[place, was, now]
                found[key] = Mutant(module.__name__, place, node.lineno, was, now, code, nth)
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.place))


@contextmanager
def planted(mutant: Mutant) -> Iterator[None]:
    """The product with the fault, as long as the block lasts."""
    undo = _plant(mutant)
    try:
        yield
    finally:
        undo()


# --- Where a module decides something ---------------------------------------------------------


def _parts(tree: ast.Module) -> Iterator[tuple[str, str, ast.stmt]]:
    """Functions and constants, each with its owner and its qualified name."""
    for owner, body in [("", tree.body)] + [
        (node.name, node.body) for node in tree.body if isinstance(node, ast.ClassDef)
    ]:
        for node in body:
            if owner and isinstance(node, ast.AnnAssign) and "ClassVar" not in ast.unparse(node.annotation):
                continue  # the default of a dataclass: its constructor was made with it
            if isinstance(node, ast.FunctionDef) and node.name not in SAID:
                yield owner, f"{owner}.{node.name}" if owner else node.name, node
            target = _target(node)
            if target and target not in SAID and not (owner and target.isupper()):
                yield owner, f"{owner}.{target}" if owner else target, node


def _target(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        return node.target.id
    return ""


def _code_at(code: CodeType, place: str) -> CodeType:
    waiting = [code]
    for known in waiting:
        if known.co_qualname == place:
            return known
        waiting += [const for const in known.co_consts if isinstance(const, CodeType)]
    raise LookupError(place)


@contextmanager
def _replaced(node: ast.AST, replacement: ast.AST) -> Iterator[None]:
    """The node becomes another in place, and itself again."""
    kind, fields = node.__class__, dict(node.__dict__)
    place = {name: fields[name] for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    node.__class__ = replacement.__class__
    node.__dict__.clear()
    node.__dict__.update(copy.deepcopy(replacement.__dict__) | place)
    try:
        yield
    finally:
        node.__class__ = kind
        node.__dict__.clear()
        node.__dict__.update(fields)


def _said(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}..."


# --- The faults -------------------------------------------------------------------------------


def _changes(part: ast.stmt, module: ModuleType) -> Iterator[tuple[Any, ast.AST]]:
    """Pairs of a node inside and what replaces it."""
    if isinstance(part, ast.FunctionDef):
        body = part.body[1:] if ast.get_docstring(part) else part.body
        kind = ast.unparse(part.returns) if part.returns else ""
        nodes = [node for statement in body for node in ast.walk(statement)]
    else:
        kind, nodes = "", list(ast.walk(part.value))  # type: ignore[attr-defined]
    for node in nodes:
        for replacement in _instead(node, kind, module):
            yield node, replacement


def _instead(node: ast.AST, kind: str, module: ModuleType) -> Iterator[ast.AST]:
    match node:
        case ast.Return(value=value) if value is not None and kind in {"Q", "bool"}:
            for text in {"Q": ("Q()", "NO_ROW" if hasattr(module, "NO_ROW") else "Q(pk__in=[])")}.get(
                kind, ("True", "False")
            ):
                yield ast.Return(_parsed(text))
            if kind == "bool":
                yield ast.Return(ast.UnaryOp(ast.Not(), value))
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            if len(values) == 2:
                yield from values
            else:
                yield from (ast.BoolOp(op, values[:n] + values[n + 1 :]) for n in range(len(values)))
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr() as op, right=right):
            yield ast.BinOp(left, ast.BitOr() if isinstance(op, ast.BitAnd) else ast.BitAnd(), right)
            yield from (left, right)
        case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
            yield operand
        case ast.Compare(left=left, ops=[op], comparators=comparators) if type(op) in OTHERS:
            yield ast.Compare(left, [OTHERS[type(op)]()], comparators)
        case ast.Call(func=ast.Name(id="Q"), args=args, keywords=keywords):
            yield _parsed("Q()")
            if len(args) + len(keywords) > 1:
                for n in range(len(args)):
                    yield ast.Call(node.func, args[:n] + args[n + 1 :], keywords)
                for n in range(len(keywords)):
                    yield ast.Call(node.func, args, keywords[:n] + keywords[n + 1 :])
            if args or keywords:
                yield ast.UnaryOp(ast.Invert(), ast.Call(node.func, args, keywords))
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements) if (
            len(elements) > 1
            and not isinstance(elements[0], ast.Constant)
            and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        ):
            for n in range(len(elements)):
                fewer = copy.copy(node)
                fewer.elts = elements[:n] + elements[n + 1 :]
                yield fewer
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse)
        case ast.If(body=body, orelse=orelse):
            yield ast.If(_parsed("True"), body, orelse)
            yield ast.If(_parsed("False"), body, orelse)
        case ast.Raise():
            yield ast.Pass()
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in {"actor", "self"} and attr in KIN:
            yield from (ast.Attribute(node.value, other, ast.Load()) for other in KIN[attr])
        case ast.Attribute(value=ast.Name(id=name), attr=attr):
            members = getattr(module, name, None)
            if isinstance(members, type) and issubclass(members, enum.Enum):
                known = list(members.__members__)
                other = known[(known.index(attr) + 1) % len(known)]
                yield ast.Attribute(node.value, other, ast.Load())


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


# --- Putting a mutant in ----------------------------------------------------------------------


def _plant(mutant: Mutant) -> Callable[[], None]:
    module = importlib.import_module(mutant.module)
    owner_name, _, name = mutant.place.rpartition(".")
    owner = getattr(module, owner_name) if owner_name else module
    old = vars(owner)[name]
    function = _function(old)
    if function is not None:
        before = function.__code__
        function.__code__ = mutant.code
        return lambda: setattr(function, "__code__", before)
    new = eval(mutant.code, vars(module), {} if owner is module else dict(vars(owner)))
    undone = [_swap(owner, name, old, new)]
    if owner is module:
        undone += _made_anew(module, {name})

    def undo() -> None:
        for step in reversed(undone):
            step()

    return undo


def _made_anew(module: ModuleType, changed: set[str]) -> list[Callable[[], None]]:
    """Constants that were made from a changed one are made again, in the order of the module."""
    undone = []
    tree = ast.parse(Path(inspect.getfile(module)).read_text(encoding="utf-8"))
    for owner_name, place, part in _parts(tree):
        if isinstance(part, ast.FunctionDef):
            continue
        value: ast.expr = part.value  # type: ignore[attr-defined]
        if changed.isdisjoint(node.id for node in ast.walk(value) if isinstance(node, ast.Name)):
            continue
        owner: Any = getattr(module, owner_name) if owner_name else module
        name = place.rpartition(".")[2]
        code = compile(ast.fix_missing_locations(ast.Expression(value)), module.__name__, "eval")
        scope = dict(vars(owner)) if owner_name else {}
        undone.append(_swap(owner, name, vars(owner)[name], eval(code, vars(module), scope)))
        if not owner_name:
            changed.add(name)
    return undone


def _function(member: Any) -> Any:
    for kind, attribute in ((property, "fget"), (classmethod, "__func__"), (staticmethod, "__func__")):
        if isinstance(member, kind):
            return getattr(member, attribute)
    member = getattr(member, "func", member)  # a cached property
    return member if inspect.isfunction(member) else None


def _swap(owner: Any, name: str, old: Any, new: Any) -> Callable[[], None]:
    """A constant is replaced wherever it was imported to."""
    places = [(owner, name)]
    if isinstance(owner, ModuleType):
        ours = [m for n, m in sys.modules.items() if n.split(".")[0] in {"coordination", "actionplans"}]
        places = [(m, key) for m in ours for key, value in vars(m).items() if value is old]
    for place, key in places:
        setattr(place, key, new)

    def undo() -> None:
        for place, key in places:
            setattr(place, key, old)

    return undo
