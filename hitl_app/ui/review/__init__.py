"""The parts of the Review screen: what happens (flow), and what is seen (cards, strip, states)."""
