"""What Hilltape serves over HTTP, read-only: `create.py` is its table of contents."""
