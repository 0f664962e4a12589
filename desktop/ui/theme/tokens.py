"""The colours, in light and in dark: the only file of the program with hex values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme: squared paper and violet ink; red, amber and green mean state and nothing else."""

    name: str
    page: str
    chrome: str
    cover: str
    head: str
    line: str
    line5: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    on_accent: str
    tint: str
    tint2: str
    calc: str
    lock: str
    red: str
    red_ground: str
    amber: str
    amber_ground: str
    green: str
    green_ground: str
    hover: str


LIGHT = Tokens(
    name="light",
    page="#FFFFFF",
    chrome="#F5F5F9",
    cover="#E6E5EF",
    head="#F1F0F7",
    line="#DDDCE7",
    line5="#A3A1BA",
    edge="#85839B",
    text="#1D1B2A",
    text2="#535168",
    text3="#64627A",
    accent="#4A3B99",
    accent_hover="#3B2E80",
    on_accent="#FFFFFF",
    tint="#ECE9F9",
    tint2="#DAD5F3",
    calc="#F6F4FD",
    lock="#EFEFF4",
    red="#AE1F1A",
    red_ground="#FBEAE8",
    amber="#7A4F00",
    amber_ground="#FDF1D3",
    green="#1B6639",
    green_ground="#E4F3E9",
    hover="#EFEEF6",
)

DARK = Tokens(
    name="dark",
    page="#1C1B24",
    chrome="#24232E",
    cover="#14131A",
    head="#2A2935",
    line="#363443",
    line5="#666379",
    edge="#7F7C95",
    text="#ECEAF4",
    text2="#BAB7CB",
    text3="#9D9AB0",
    accent="#B7ADFA",
    accent_hover="#CBC3FF",
    on_accent="#1A1530",
    tint="#322D4F",
    tint2="#433C6C",
    calc="#262338",
    lock="#2A2934",
    red="#FF9C93",
    red_ground="#472322",
    amber="#EDBE5B",
    amber_ground="#3D3013",
    green="#86D19D",
    green_ground="#1B3826",
    hover="#302E3C",
)


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two `#RRGGBB` colours, 1.0 to 21.0."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    low = 0.04045
    return channel / 12.92 if channel <= low else float(((channel + 0.055) / 1.055) ** 2.4)
