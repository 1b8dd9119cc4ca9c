"""Going on while the server is away: a packet of cases, a journal of answers, and the way back."""
