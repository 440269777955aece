"""Measurements of the real service, as JSON lines; `./hilltape bench [NAME]`."""
