"""What is agreed with and for a country."""

from django.apps import AppConfig


class ActionPlansConfig(AppConfig):
    name = "actionplans"
