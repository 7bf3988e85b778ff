"""Deck files: YAML to `Deck` and back, and a message at file:line:column for whatever is wrong."""
