"""Figures from arrays: agreement, how sure it is, and estimates of what nobody looked at."""
