"""The form's own drawing of a list says what Django's says, only faster."""

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.translation import gettext_lazy, override

from coordination.exchange.widgets import Boxes, Select, SelectMultiple

CHOICES = [("", gettext_lazy("Choose")), ("NE", "Niger & <b>others</b>"), ('"DE"', "Germany")]


@pytest.mark.parametrize(
    ("drawn", "stock", "value"),
    [
        (Select, forms.Select, None),
        (Select, forms.Select, ""),
        (Select, forms.Select, "NE"),
        (Select, forms.Select, '"DE"'),
        (Select, forms.Select, "unknown"),
        (SelectMultiple, forms.SelectMultiple, None),
        (SelectMultiple, forms.SelectMultiple, ["NE", '"DE"']),
    ],
)
def test_it_is_the_same_list(drawn, stock, value):
    attrs = {"id": "id_country", "aria-describedby": "id_country_error", "required": True}

    mine = drawn(attrs={"size": 5}, choices=CHOICES).render("country", value, attrs)
    djangos = stock(attrs={"size": 5}, choices=CHOICES).render("country", value, attrs)

    assert parse_html(mine) == parse_html(djangos)
    assert "<b>" not in mine


def test_a_kept_option_speaks_the_readers_language():
    field = Select(choices=[("", gettext_lazy("Choose"))])

    with override("en"):
        english = field.render("country", None)
    with override("fr"):
        french = field.render("country", None)

    assert "Choose" in english
    assert "Choose" not in french


def test_required_is_said_only_where_the_first_option_is_empty():
    class Form(forms.Form):
        filled = forms.ChoiceField(choices=[("a", "A")], widget=Select)
        empty_first = forms.ChoiceField(choices=[("", "-"), ("a", "A")], widget=Select)

    drawn = Form()

    assert "required" not in str(drawn["filled"])
    assert "required" in str(drawn["empty_first"])


def test_boxes_are_named_ticked_and_escaped():
    drawn = Boxes(choices=CHOICES[1:]).render("country", ["NE"], {"id": "id_country"})

    assert parse_html(drawn) == parse_html(
        """<div class="rt-option"><label for="id_country_0"><input type="checkbox" name="country" value="NE"
        id="id_country_0" checked> Niger &amp; &lt;b&gt;others&lt;/b&gt;</label></div><div class="rt-option">
        <label for="id_country_1"><input type="checkbox" name="country" value="&quot;DE&quot;" id="id_country_1">
        Germany</label></div>"""
    )
