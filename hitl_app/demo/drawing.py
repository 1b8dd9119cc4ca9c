"""Lines, areas and words on paper, for charts without a window."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SCALE = 2
"""Charts are drawn this much larger than their measures: sharp on every screen and in print."""

PAPER = "#FFFFFF"
TEXT = "#15181E"
TEXT_2 = "#454D5B"
TEXT_3 = "#5D6676"
GRID = "#E3E6EB"
BLUE = "#216CAF"
BAND = "#CFE0F0"
LANE = "#E7EAEE"
LANE_EDGE = "#7C8594"

Place = tuple[float, float]


class Canvas:
    """A sheet with measures in points; smooth lines, because it is drawn twice as fine again."""

    _FINE = 2

    def __init__(self, width: int, height: int) -> None:
        self._factor = SCALE * self._FINE
        size = (width * self._factor, height * self._factor)
        self._image = Image.new("RGB", size, PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def finished(self) -> Image.Image:
        """Return the sheet in its size for reading."""
        width, height = self._image.size
        size = (width // self._FINE, height // self._FINE)
        return self._image.resize(size, Image.Resampling.LANCZOS)

    def line(self, places: Sequence[Place], color: str, width: float = 1) -> None:
        """Draw a line through the places."""
        thick = round(width * self._factor)
        self._draw.line([self._at(place) for place in places], color, thick, joint="curve")

    def dotted(self, start: Place, end: Place, color: str) -> None:
        """Draw an upright dotted line."""
        y, stop = start[1], end[1]
        while y < stop:
            self.line([(start[0], y), (start[0], min(y + 2, stop))], color)
            y += 5

    def area(self, places: Sequence[Place], color: str) -> None:
        """Fill the area inside the places."""
        self._draw.polygon([self._at(place) for place in places], fill=color)

    def box(
        self, corner: Place, opposite: Place, fill: str, edge: str = "", radius: float = 0
    ) -> None:
        """Draw a rectangle with round corners."""
        self._draw.rounded_rectangle(
            [self._at(corner), self._at(opposite)],
            radius * self._factor,
            fill=fill,
            outline=edge or None,
            width=self._factor if edge else 0,
        )

    def dot(self, place: Place, color: str, *, hollow: bool = False) -> None:
        """Draw a point of a chart; hollow where it rests on little."""
        x, y = self._at(place)
        radius = 4 * self._factor
        around = [(x - radius, y - radius), (x + radius, y + radius)]
        fill = PAPER if hollow else color
        self._draw.ellipse(around, fill=fill, outline=color, width=2 * self._factor)

    def text(
        self, place: Place, words: str, size: int = 13, color: str = TEXT, anchor: str = "ls"
    ) -> None:
        """Write words; the anchor is Pillow's, by default left on the baseline."""
        face = "Inter-SemiBold.otf" if size > 14 else "Inter-Regular.otf"  # noqa: PLR2004 - headings
        self._draw.text(
            self._at(place), words, color, _font(face, size * self._factor), anchor=anchor
        )

    def width_of(self, words: str, size: int = 13) -> float:
        """Return how wide words in body weight are."""
        return _font("Inter-Regular.otf", size * self._factor).getlength(words) / self._factor

    def _at(self, place: Place) -> Place:
        return place[0] * self._factor, place[1] * self._factor


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    package = Path(__file__).resolve().parents[1]
    for resources in (package / "resources", package.parent / "resources"):
        if (resources / "fonts" / face).is_file():
            return ImageFont.truetype(str(resources / "fonts" / face), size)
    return ImageFont.load_default(size)
