"""The ASGI entry point of the web server."""

import os

from django.core.asgi import get_asgi_application

from config import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_PATIENCE", "10")  # somebody waits for each answer
database.start()

application = get_asgi_application()
