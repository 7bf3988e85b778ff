"""What a log tells about a learner: fitted memory models, how well they predict, what a setting would cost."""
