"""The formats: rows in, bytes out, and back; no models and no database."""
