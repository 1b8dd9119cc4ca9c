"""Moving a whole workspace between a file and a server, log and chain included."""
