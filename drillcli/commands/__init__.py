"""One module a command: compute with the core, show with the ui, return the exit code."""
