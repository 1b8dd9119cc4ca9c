"""The command line: every job of the window, without the window."""
