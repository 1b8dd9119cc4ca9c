"""Pictures of digits: 8 × 8 grey values drawn as dark ink on light paper."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 320
PAPER = 246
INK = 26
STEEPNESS = 8.0
"""How quickly paper turns to ink. Smooth enlarging alone leaves a blur that tires the eye; this
draws the edge where the ink is half as dark as it can be, and moves no stroke."""

Grey = NDArray[np.floating]


def drawn(values: Grey, side: int = SIDE) -> Image.Image:
    """Draw 8 × 8 values from 0 (paper) to 1 (ink), with a margin of one value around."""
    framed = Image.fromarray(np.round(np.pad(values, 1) * 255).astype(np.uint8))
    smooth = np.asarray(framed.resize((side, side), Image.Resampling.BICUBIC)) / 255
    edges = np.clip(_edge(smooth), 0, 1)
    return Image.fromarray(np.round(PAPER + (INK - PAPER) * edges).astype(np.uint8))


def sheet(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    """Put pictures of one size side by side on one sheet, row after row."""
    width, height = pictures[0].size
    rows = -(-len(pictures) // columns)
    paper = Image.new("L", (width * columns, height * rows), PAPER)
    for place, picture in enumerate(pictures):
        paper.paste(picture, (place % columns * width, place // columns * height))
    return paper


def save(picture: Image.Image, path: Path) -> None:
    """Write a PNG; light compression, because hundreds are written while somebody waits."""
    picture.save(path, format="PNG", compress_level=3)


def _edge(smooth: Grey) -> Grey:
    """Steepen around the middle, so that 0 stays 0 and 1 stays 1."""
    paper, ink = _steep(np.array([0.0, 1.0]))
    edges: Grey = (_steep(smooth) - paper) / (ink - paper)
    return edges


def _steep(values: Grey) -> Grey:
    steep: Grey = 1 / (1 + np.exp(-STEEPNESS * (values - 0.5)))
    return steep
