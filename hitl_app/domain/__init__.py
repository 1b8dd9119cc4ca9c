"""Words and rules of review: standard library only, no input or output, no clock, no randomness."""
