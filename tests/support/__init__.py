"""What several test modules use and no fixture is."""
