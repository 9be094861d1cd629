#!/usr/bin/env python
"""Runs the product's commands; sees to it that there is a database first."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "demo":
        os.environ["DEMO"] = "1"  # before the settings are read

    from config import database

    database.start(command)

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
