"""The commands, one file each; the tuple is their table of contents and the order of /help."""
