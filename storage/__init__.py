"""What the bot knows: domain types, the query language, and the only door to the database."""
