"""The sources, one file each; this tuple is their table of contents."""
