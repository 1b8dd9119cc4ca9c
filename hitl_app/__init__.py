"""Review what a classification model decided, and decide how much it may decide alone."""

__version__ = "0.2.0"
