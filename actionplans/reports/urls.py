"""Addresses of the handover."""

from django.urls import path

from .views import renewals, trio

urlpatterns = [
    path("renewals/", renewals.renewals, name="renewals"),
    path("trio/", trio.trio, name="trio"),
]
