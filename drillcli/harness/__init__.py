"""The parent's side of `drill exercise`: finds programs, runs them in a child process, compares reports."""
