"""The WSGI entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from config import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_PATIENCE", "10")  # somebody waits for each answer
database.start()

application = get_wsgi_application()
