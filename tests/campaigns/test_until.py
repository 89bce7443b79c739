"""Until when a window stays open is a moment that the clocks of the campaign show exactly once."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.until import end_of_window, last_day
from app.errors import Invalid
from tests.profiles import examples

INSTANT = timedelta(microseconds=1)
ZONES = st.sampled_from(sorted(available_timezones()))
DAYS = st.dates(date(1990, 1, 1), date(2150, 1, 1))


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2099-03-29", "Europe/Paris", "2099-03-29T22:00Z"),
        ("2099-03-28", "Europe/Paris", "2099-03-28T23:00Z"),
        ("20991231", "UTC", "2100-01-01T00:00Z"),
        ("2099-W53-4", "UTC", "2100-01-01T00:00Z"),
        ("2099-12-31T18:00", "Europe/Paris", "2099-12-31T17:00Z"),
        ("2099-12-31 18:00:30", "Europe/Paris", "2099-12-31T17:00:30Z"),
        ("2099-10-25T02:30+02:00", "Europe/Paris", "2099-10-25T00:30Z"),
        ("2099-10-25T02:30+01:00", "Europe/Paris", "2099-10-25T01:30Z"),
        # Where clocks are put forward at midnight, the day ends when the next one begins, at one.
        ("2019-09-07", "America/Santiago", "2019-09-08T04:00Z"),
        # Where midnight comes twice, the day ends with the first.
        ("2026-10-31", "America/Havana", "2026-11-01T04:00Z"),
    ],
)
def test_the_moment_that_is_meant(text: str, zone: str, moment: str) -> None:
    assert end_of_window(text, zone) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("text", "zone", "reason"),
    [
        ("2099-03-29T02:30", "Europe/Paris", "There is no 2099-03-29T02:30 in Europe/Paris.*such as 2099-03-29T03:30"),
        ("2099-03-29T02:00:30", "Europe/Paris", "There is no 2099-03-29T02:00:30 in Europe/Paris"),
        ("2099-10-25T02:30", "Europe/Paris", r"comes twice.*2099-10-25T02:30\+02:00 or 2099-10-25T02:30\+01:00"),
        ("2099-10-25T02:30:15", "Europe/Paris", r"2099-10-25T02:30:15\+02:00 or 2099-10-25T02:30:15\+01:00"),
        ("2099-10-04T02:15", "Australia/Lord_Howe", "such as 2099-10-04T02:45"),
        ("2011-12-30", "Pacific/Apia", "There is no 2011-12-30 in Pacific/Apia"),
        ("tomorrow", "UTC", "“tomorrow” is neither a day nor a time"),
        ("2099-02-29", "UTC", "neither a day nor a time"),
        ("9999-12-31", "UTC", "neither a day nor a time"),
        ("0001-01-01T00:00", "Asia/Tokyo", "neither a day nor a time"),
        ("", "UTC", "neither a day nor a time"),
    ],
)
def test_what_no_clock_shows_once_is_refused(text: str, zone: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        end_of_window(text, zone)


@given(DAYS, ZONES)
@examples(200)
def test_a_day_alone_is_the_last_one_inside(day: date, zone: str) -> None:
    try:
        end = end_of_window(day.isoformat(), zone)
    except Invalid:
        assert not readings(datetime.combine(day, time(12)), zone)
        return
    assert (end - INSTANT).astimezone(ZoneInfo(zone)).date() == day
    assert end.astimezone(ZoneInfo(zone)).date() > day
    assert last_day(end, zone) == day


def readings(wall: datetime, zone: str) -> set[datetime]:
    """Return the moments at which clocks of a zone show a time, tried out with every offset that there is."""
    moments = (wall.replace(tzinfo=UTC) + timedelta(minutes=minutes) for minutes in range(-1005, 1005, 15))
    return {moment for moment in moments if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall}


@pytest.mark.slow
@given(DAYS, st.integers(0, 23), st.sampled_from([0, 15, 30]), ZONES)
@examples(200)
def test_a_time_is_taken_exactly_where_clocks_show_it_once(day: date, hour: int, minute: int, zone: str) -> None:
    wall = datetime.combine(day, time(hour, minute))
    shown = readings(wall, zone)
    try:
        assert {end_of_window(wall.isoformat(), zone)} == shown
    except Invalid:
        assert len(shown) != 1


@pytest.mark.slow
@given(st.integers(1990, 2099), st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe"]))
@examples(30)
def test_around_every_change_of_the_clocks(year: int, zone: str) -> None:
    known = ZoneInfo(zone)
    moment = datetime(year, 1, 1, tzinfo=UTC)
    refused = 0
    while moment.year == year:
        later = moment + timedelta(minutes=30)
        if moment.astimezone(known).utcoffset() != later.astimezone(known).utcoffset():
            start = moment.astimezone(known).replace(tzinfo=None) - timedelta(hours=2)
            for step in range(24):
                wall = start + timedelta(minutes=15 * step)
                try:
                    assert {end_of_window(wall.isoformat(), zone)} == readings(wall, zone)
                except Invalid:
                    assert len(readings(wall, zone)) != 1
                    refused += 1
        moment = later
    assert refused >= 4
