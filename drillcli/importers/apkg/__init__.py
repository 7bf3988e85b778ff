"""Anki's packages, .apkg and .colpkg of every generation -> a parcel."""
