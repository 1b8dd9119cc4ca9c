"""Files that are not the database: what comes in, what goes out, and pictures for the screen."""
