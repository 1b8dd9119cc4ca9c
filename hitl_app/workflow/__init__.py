"""What people do, a module a step, in the order of the day."""
