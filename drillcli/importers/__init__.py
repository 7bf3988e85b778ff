"""Files of other programs -> histories."""
