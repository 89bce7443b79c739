"""Whatever colours a company has, text in them can be read."""

from hypothesis import given
from hypothesis import strategies as st

from app.text.colours import DUSK, PAPER, READABLE, SHADED, contrast, shades

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_every_colour_has_a_shade_for_light_screens_and_one_for_dark_ones(colour: str) -> None:
    on_light, on_dark = shades(colour)
    assert min(contrast(on_light, PAPER), contrast(on_light, SHADED)) >= READABLE
    assert min(contrast(on_dark, "#000000"), contrast(on_dark, DUSK)) >= READABLE


@given(COLOURS)
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    on_light, on_dark = shades(colour)
    assert (on_light == colour) == (contrast(colour, SHADED) >= READABLE)
    assert (on_dark == colour) == (contrast(colour, DUSK) >= READABLE)


@given(COLOURS, st.integers(0xF3, 0xFF), st.integers(0, 0x24))
def test_a_shade_is_readable_on_every_grey_between(colour: str, light: int, dark: int) -> None:
    on_light, on_dark = shades(colour)
    assert contrast(on_light, f"#{light:02x}{light:02x}{light:02x}") >= READABLE
    assert contrast(on_dark, f"#{dark:02x}{dark:02x}{dark:02x}") >= READABLE
