"""The colours and measures of the program, by name, for the light and the dark theme."""

from dataclasses import dataclass, fields, replace
from functools import cache

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL = 4, 8, 12, 16, 24
RADIUS_CONTROL, RADIUS_CARD = 6, 10

# Text sizes at 100 %, in pixels.
TEXT_SIZES = {
    "caption": 11,
    "small": 12,
    "body": 13,
    "strong": 14,
    "heading": 15,
    "title": 18,
    "metric": 24,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One set of colours; every colour on the screen is one of these."""

    name: str
    dark: bool
    bg: str
    surface: str
    surface2: str
    surface3: str
    rail: str
    border: str
    border_strong: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_text: str
    accent_soft: str
    focus: str
    human: str
    human_soft: str
    model: str
    model_soft: str
    blue: str
    blue_soft: str
    green: str
    green_soft: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    alarm: str
    alarm_soft: str
    info: str
    info_soft: str
    stage: str
    stage_text: str
    grid: str
    axis: str
    chart_blue: str
    chart_vermilion: str
    chart_green: str
    chart_purple: str
    chart_olive: str
    chart_grey: str
    chart_ink: str

    @property
    def chart_colors(self) -> tuple[str, str, str, str, str]:
        """Return the colours of lines in their fixed order (at most four lines in a chart)."""
        return (
            self.chart_blue,
            self.chart_vermilion,
            self.chart_green,
            self.chart_purple,
            self.chart_olive,
        )

    @property
    def colors(self) -> dict[str, str]:
        """Return all colours by token name."""
        names = (field.name for field in fields(self))
        return {name: getattr(self, name) for name in names if name not in {"name", "dark"}}


LIGHT = Theme(
    name="light",
    dark=False,
    bg="#EEF0F3",
    surface="#FFFFFF",
    surface2="#F6F7F9",
    surface3="#E7EAEE",
    rail="#FFFFFF",
    border="#DCE0E6",
    border_strong="#7C8594",
    text="#15181E",
    text2="#454D5B",
    text3="#5D6676",
    accent="#2457D6",
    accent_text="#FFFFFF",
    accent_soft="#E3EBFD",
    focus="#2457D6",
    human="#00696F",
    human_soft="#DDF1F1",
    model="#6B3FC4",
    model_soft="#EDE6FB",
    blue="#0067A6",
    blue_soft="#DCECF7",
    green="#00724F",
    green_soft="#D9F0E7",
    ok="#17753F",
    ok_soft="#DFF3E6",
    warn="#8C5F00",
    warn_soft="#FBEFD2",
    alarm="#A3171D",
    alarm_soft="#FCE4E1",
    info="#2457D6",
    info_soft="#E3EBFD",
    stage="#C9CBCE",
    stage_text="#15181E",
    grid="#E3E6EB",
    axis="#5D6676",
    chart_blue="#216CAF",
    chart_vermilion="#E0602B",
    chart_green="#36997B",
    chart_purple="#964669",
    chart_olive="#6A5100",
    chart_grey="#7C8594",
    chart_ink="#15181E",
)

DARK = Theme(
    name="dark",
    dark=True,
    bg="#0E1115",
    surface="#171B21",
    surface2="#1E232A",
    surface3="#2A303A",
    rail="#12161B",
    border="#2B323C",
    border_strong="#737E8F",
    text="#EDF0F4",
    text2="#BAC2CE",
    text3="#939DAD",
    accent="#8CABFF",
    accent_text="#0C1220",
    accent_soft="#1F2B4A",
    focus="#8CABFF",
    human="#4CC7CC",
    human_soft="#10343A",
    model="#BFA2FF",
    model_soft="#2C2250",
    blue="#5AB4EC",
    blue_soft="#12304A",
    green="#36C79A",
    green_soft="#0E3A2E",
    ok="#4FC585",
    ok_soft="#12351F",
    warn="#E8B54A",
    warn_soft="#3A2C0B",
    alarm="#FF8577",
    alarm_soft="#47191A",
    info="#8CABFF",
    info_soft="#1F2B4A",
    stage="#1C1C1D",
    stage_text="#EDF0F4",
    grid="#252B34",
    axis="#939DAD",
    chart_blue="#4A9FE6",
    chart_vermilion="#DB7547",
    chart_green="#76D8B2",
    chart_purple="#B56690",
    chart_olive="#EBB024",
    chart_grey="#828D9D",
    chart_ink="#EDF0F4",
)


@cache
def high_contrast(theme: Theme) -> Theme:
    """Return the theme for people whose desktop asks for more contrast."""
    return replace(theme, text2=theme.text, text3=theme.text, border=theme.border_strong)


def contrast(one: str, other: str) -> float:
    """Return how well two colours can be told apart, as WCAG 2 counts it (1 to 21)."""
    bright, dull = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dull + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Below this the sRGB curve is a straight line.
_CURVE_FROM = 0.04045


def _linear(part: float) -> float:
    return part / 12.92 if part <= _CURVE_FROM else ((part + 0.055) / 1.055) ** 2.4
