"""The parts of the Queue screen."""
