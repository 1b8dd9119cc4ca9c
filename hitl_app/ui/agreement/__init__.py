"""The parts of the Agreement screen: bar, tiles, chart, matrix, rates, cases, export."""
