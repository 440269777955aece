"""Makes things go wrong around the real service, and counts by what the platforms received."""
