"""The parts of the Automation screen."""
