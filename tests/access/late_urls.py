"""Views that answer, or go on answering, after their transaction has ended."""

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.urls import path

from coordination.access.reader import reading_as
from coordination.access.routes import SIGNED_IN
from coordination.register.models import Activity


@SIGNED_IN
def page(request):
    return HttpResponse(str(Activity.objects.visible_to(request.actor).count()))


@SIGNED_IN
def stream(request):
    def rows():
        with transaction.atomic():
            yield str(Activity.objects.visible_to(request.actor).count())

    return StreamingHttpResponse(rows())


@SIGNED_IN
def stream_as_reader(request):
    def rows():
        with reading_as(request.actor), transaction.atomic():
            yield str(Activity.objects.visible_to(request.actor).count())

    return StreamingHttpResponse(rows())


@SIGNED_IN
def template(request):
    late = engines["django"].from_string("{{ count }}")
    return SimpleTemplateResponse(late, {"count": Activity.objects.visible_to(request.actor).count})


urlpatterns = [
    path("page/", page),
    path("stream/", stream),
    path("stream-as-reader/", stream_as_reader),
    path("template/", template),
]
