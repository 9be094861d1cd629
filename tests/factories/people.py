"""Accounts and the posts they hold."""

import datetime

import factory

from coordination.access.actor import Function
from coordination.people.models import Membership, Organisation, User
from coordination.people.queries import organisations


def organisation(named: Organisation | str) -> Organisation:
    """An organisation, or the one with this code."""
    return organisations().by_code[named] if isinstance(named, str) else named


class UserFactory(factory.django.DjangoModelFactory):
    """An account that no persona holds."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"somebody-{number}@demo.example")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(**kwargs)


class MembershipFactory(factory.django.DjangoModelFactory):
    """A post: `MembershipFactory(organisation="spain", function=Function.READER)`."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = "spain"
    function = Function.DELEGATE
    post = "Counsellor"
    starts_on = datetime.date(2020, 1, 1)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs["organisation"] = organisation(kwargs["organisation"])
        return super()._create(model_class, *args, **kwargs)
