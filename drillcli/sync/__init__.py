"""The same collection on several machines, through any git repository."""
