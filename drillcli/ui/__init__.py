"""What the learner sees: values of the core become lines of a terminal."""
