"""Keeping records: the only SQL, behind one door."""
