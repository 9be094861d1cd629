"""Addresses of countries."""

from django.urls import path

from . import views

urlpatterns = [
    path("countries/", views.country_list, name="countries"),
    path("countries/<str:code>/", views.country_detail, name="country"),
]
