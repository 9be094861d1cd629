"""What all plain views have in common: signed in by session, read as the owner, no access rule."""

from django.db.models import Model, QuerySet
from rest_framework.authentication import SessionAuthentication
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.views import APIView


class SignedIn(APIView):
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]


class Pages(LimitOffsetPagination):
    default_limit = 50


def rows_of[Row: Model](model: type[Row]) -> QuerySet[Row]:
    """All rows of a table: no wall binds the owner."""
    return QuerySet(model, using="owner")
