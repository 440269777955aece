"""The running service: channels, commands, delivery and the command line."""
