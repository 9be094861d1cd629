"""Addresses of the handover."""

from django.urls import path

from .views import renewals

urlpatterns = [
    path("renewals/", renewals.renewals, name="renewals"),
]
