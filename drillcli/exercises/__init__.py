"""The training programs of `drill exercise`, one readable file each; the catalogue finds every file with an ABOUT."""
