"""The faults found in one activity, each at its line and in words."""

from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coordination.exchange.iati.activity import IatiProblem, Severity
from coordination.exchange.iati.nodes import Node
from coordination.exchange.iati.values import a_code, shown

PROBLEMS_LIMIT = 50
"""Problems told of one activity; the rest is a number."""


class Faults:
    """Collects what is wrong with one activity."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.rejected = False
        self._problems: list[IatiProblem] = []
        self._untold = 0

    def tell(
        self, line: int, field: str, template: str | Promise, *, reject: bool = False, **values: object
    ) -> None:
        """Note a fault; the activity lives on without the piece unless `reject`."""
        if reject:
            self.rejected = True
        elif len(self._problems) >= PROBLEMS_LIMIT:
            self._untold += 1
            return
        severity = Severity.REJECTED if reject else Severity.KEPT_WITHOUT
        self._problems.append(IatiProblem(line, "", field, severity, template, values))

    def code(self, piece: Node, attribute: str = "code", *, default: str = "") -> str:
        """A code in an attribute, told and left out where it is missing or too odd to be one."""
        written = piece.get(attribute) or default
        code = a_code(written)
        if code is None:
            self.tell_of_code(piece, attribute, written)
            return ""
        return code

    def tell_of_code(self, piece: Node, attribute: str, written: str) -> None:
        """Say that a code is missing, or is none."""
        if written:
            message = _("“%(written)s” is not a code for “%(attribute)s”; this element was left out.")
        else:
            message = _("“%(attribute)s” is missing; this element was left out.")
        self.tell(piece.line, piece.tag, message, attribute=attribute, written=shown(written))

    def of(self, identifier: str) -> list[IatiProblem]:
        """All faults of the activity with this identifier, in the order of the file."""
        problems = [replace(problem, identifier=identifier) for problem in self._problems]
        problems.sort(key=lambda problem: problem.line)
        if self._untold:
            template = _("This activity has %(count)d more problems; they are not listed.")
            values = {"count": self._untold}
            problems.append(
                IatiProblem(self.line, identifier, "iati-activity", Severity.KEPT_WITHOUT, template, values)
            )
        return problems
