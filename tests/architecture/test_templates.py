"""Templates hold no logic, no queries, no styles and no scripts of their own (STYLE, DESIGN 4)."""

import re

import pytest

from tests.architecture.sources import files, name

TEMPLATES = [path for path in files(".html") if name(path).startswith("templates/")]
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
LOOP = re.compile(r"forloop\.(first|last)")
COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}", re.DOTALL)

FAULTS = {
    "asks the database": re.compile(r"\.(all|count|first|last|exists|filter)\b|_set\b"),
    "marks text as safe": re.compile(r"\|\s*(safe|safeseq)\b|autoescape off"),
    "calls the module of a model": re.compile(r"\.objects\b"),
}
PLAIN_FAULTS = {
    "inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']|hx-on", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE),
    "expression that is evaluated": re.compile(r"hx-(vals|headers)\s*=\s*[\"']js:|hx-vars", re.IGNORECASE),
    "address of another site": re.compile(r"(src|href|action|hx-\w+)=\"(https?:)?//", re.IGNORECASE),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_expression(fault):
    found = {}
    for path in TEMPLATES:
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        hits = [part for part in EXPRESSION.findall(text) if FAULTS[fault].search(LOOP.sub("", part))]
        if hits:
            found[name(path)] = hits
    assert found == {}


@pytest.mark.parametrize("fault", PLAIN_FAULTS)
def test_no_markup(fault):
    found = {}
    for path in TEMPLATES:
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        if hits := PLAIN_FAULTS[fault].findall(text):
            found[name(path)] = hits
    assert found == {}


def test_components_state_their_variables_on_the_first_line():
    silent = [
        name(path)
        for path in TEMPLATES
        if path.parent.name == "components" and not path.read_text(encoding="utf-8").startswith("{# ")
    ]
    assert silent == []


def test_no_script_or_style_sheet_is_written_into_the_page():
    """And our own scripts need no `eval`, no inner HTML from text."""
    faults = re.compile(r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write|insertAdjacentHTML")
    found = {
        name(path): hits
        for path in files(".js")
        if (hits := faults.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}
