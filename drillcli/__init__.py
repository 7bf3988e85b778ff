"""drill: flashcards and training drills for people who live in a terminal."""

__version__ = "0.1.0"  # literal: importlib.metadata would cost four bare starts of Python
