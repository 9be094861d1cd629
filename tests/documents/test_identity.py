"""Document numbers, read from the Council's form and written in it."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from coordination.documents.identity import FIRST_YEAR, LAST_ISSUE, LAST_NUMBER, Identity, read, written
from coordination.documents.kinds import Series

pytestmark = pytest.mark.row("A8")

REAL = {
    "8255/23": Identity("ST", 8255, 2023),
    "15299/1/21 REV 1": Identity("ST", 15299, 2021, revision=1),
    "CM 4275/1/15 REV 1": Identity("CM", 4275, 2015, revision=1),
    "WK 5247/2024 REV 1": Identity("WK", 5247, 2024, revision=1, year_digits=4),
    "6139/13 ADD 1 REV 3": Identity("ST", 6139, 2013, addendum=1, addendum_revision=3),
    "15299/1/21 REV 1 ADD 2": Identity("ST", 15299, 2021, revision=1, addendum=2),
    "15299/21 COR 1": Identity("ST", 15299, 2021, corrigendum=1),
    "WK 5247/2024": Identity("WK", 5247, 2024, year_digits=4),
    "5555/99": Identity("ST", 5555, 1999),
}
OTHERWISE = {
    "  8255 / 23 ": "8255/23",
    "st 8255/23": "8255/23",
    "8255/23 INIT": "8255/23",
    "wk5247/2024 rev1": "WK 5247/2024 REV 1",
    "WK 5247/2024 INIT": "WK 5247/2024",
    "15299/1/21\u00a0REV\u00a01": "15299/1/21 REV 1",
    "8255/23 ADD 1COR 2": "8255/23 ADD 1 COR 2",
}
WRONG = {
    "": "Write the number",
    "note": "There is no number",
    "8255": "The year is missing",
    "8255-23": "The year is missing",
    "8255//23": "not in the Council's form",
    "8255/23/1": "is no year",
    "XX 8255/23": "is no series",
    "08255/23": "does not begin with a nought",
    "825500/23": "at most five digits",
    "8255/023": "is no year",
    "8255/1899": "no documents of 1899",
    "8255/2051": "no documents of 2051",
    "8255/23 REV": "REV needs its number",
    "8255/23 REV 0": "no number of an issue",
    "8255/23 REV 100": "no number of an issue",
    "8255/23 XYZ 1": "cannot follow the year",
    "8255/23 ADD 1 ADD 2": "ADD stands twice",
    "8255/23 COR 1 ADD 1": "COR comes last",
    "8255/23 INIT ADD 1": "INIT is the first issue",
    "15299/21 REV 1": "Write 15299/1/21 REV 1",
    "15299/1/21": "Write 15299/1/21 REV 1",
    "15299/2/21 REV 1": "Both are the same number",
    "WK 5247/1/2024 REV 1": "Write WK 5247/2024 REV 1",
}


@pytest.mark.parametrize("text", REAL)
def test_real_numbers_are_read_and_written(text):
    assert read(text) == REAL[text]
    assert written(REAL[text]) == text


@pytest.mark.parametrize("text", OTHERWISE)
def test_other_ways_to_write_them_mean_the_same(text):
    assert written(read(text)) == OTHERWISE[text]


@pytest.mark.parametrize("text", WRONG)
def test_a_malformed_number_is_refused_with_what_is_wrong(text):
    with pytest.raises(ValidationError) as refusal:
        read(text)
    [words] = refusal.value.messages
    assert WRONG[text] in words


@st.composite
def identities(draw):
    year = draw(st.integers(FIRST_YEAR, 2026))
    issues = st.integers(0, LAST_ISSUE)
    addendum = draw(issues)
    return Identity(
        draw(st.sampled_from(Series.values)),
        draw(st.integers(1, LAST_NUMBER)),
        year,
        revision=draw(issues),
        addendum=addendum,
        addendum_revision=draw(issues) if addendum else 0,
        corrigendum=draw(issues),
        year_digits=draw(st.sampled_from([2, 4])),
    )


@given(identities(), st.booleans())
def test_what_is_written_is_read_again(identity, init):
    assert read(written(identity, init=init)) == identity
    assert read(written(identity).lower()) == identity


@given(st.text(max_size=40))
def test_nothing_else_than_a_sentence_comes_of_bad_input(text):
    try:
        found = read(text)
    except ValidationError as refusal:
        said = refusal.messages
    else:
        said = [written(found)]
        assert read(written(found)) == found
    assert all(said)
