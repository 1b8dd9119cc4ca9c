"""The main job on real data: handwritten digits, a model trained on the spot, a month of review."""
