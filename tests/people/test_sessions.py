"""One's own sessions: listed, ended, and never shown with their keys (SECURITY 13)."""

from django.contrib.sessions.models import Session
from django.test import Client

from coordination.people.devices import device
from tests import personas

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1"


def signed_in(user) -> Client:
    client = Client()
    personas.sign_in(client, user)
    return client


def test_a_device_is_named_by_browser_and_system():
    assert device(FIREFOX) == "Firefox, Windows"
    assert device(SAFARI) == "Safari, iPhone"
    assert device("curl/8.1") == ""


def test_my_sessions_are_mine_and_ended_one_by_one(italy, france):
    here, there, third = (signed_in(italy.user) for _ in range(3))
    foreign = signed_in(france.user)
    listed = here.get("/account/").context["sessions"]
    assert [entry.is_this for entry in listed] == [True, False, False]
    page = here.get("/account/").content.decode()
    assert not [key for key in Session.objects.values_list("session_key", flat=True) if key in page]

    handle = there.session["handle"]
    here.post("/account/sessions/end/", {"which": handle})
    assert there.get("/").status_code == 302
    assert third.get("/").status_code == 200

    # Somebody else's handle ends nothing.
    here.post("/account/sessions/end/", {"which": foreign.session["handle"]})
    assert foreign.get("/").status_code == 200
    here.post("/account/sessions/end/", {"which": ""})
    assert here.get("/").status_code == 200

    here.post("/account/sessions/end/", {"which": "others"})
    assert (here.get("/").status_code, third.get("/").status_code) == (200, 302)
    assert foreign.get("/").status_code == 200
