"""What the records add up to: from rows of the roll-ups to the values that reports show. Pure."""
