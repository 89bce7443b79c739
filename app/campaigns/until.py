"""What people mean by the day or time until which a window stays open.

Knows the clocks of time zones, and not what time it is.
"""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from app.clock import get_zone
from app.errors import Mistake
from app.words.codes import Word
from app.words.saying import Said

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


def end_of_window(text: str, zone: str) -> datetime:
    """Return the first moment that is outside: ``text`` is a day, a time of the time zone, or one with an offset.

    A day alone is the last one inside. Raises Invalid for anything else, and for a day or time that the clocks of the
    zone skip or show twice.
    """
    try:
        # Without a time, this would be read as the day's first midnight.
        moment = datetime.fromisoformat(text)
        return _end_of_day(moment.date(), zone) if _is_day(text) else _on_the_clock(moment, zone)
    except (ValueError, OverflowError) as error:
        raise Mistake("until", Said.of(Word.UNTIL_UNREADABLE, text=text)) from error


def last_day(end: datetime, zone: str) -> date | None:
    """Return the last day of a window that ends together with a day, None where it ends within one."""
    known = get_zone(zone)
    last = (end - _INSTANT).astimezone(known).date()
    return last if _first_moment(last + _DAY, known) == end else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _first_moment(day: date, zone: tzinfo) -> datetime:
    # Where clocks leave midnight out, the earlier offset leads to the moment of the change; where they show it twice,
    # to the first of the two.
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _end_of_day(day: date, zone: str) -> datetime:
    known = get_zone(zone)
    end = _first_moment(day + _DAY, known)
    if (end - _INSTANT).astimezone(known).date() != day:
        raise Mistake("until", Said.of(Word.DAY_SKIPPED, day=day.isoformat(), zone=zone))
    return end


def _on_the_clock(moment: datetime, zone: str) -> datetime:
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    known = get_zone(zone)
    first, second = (moment.replace(tzinfo=known, fold=fold) for fold in (0, 1))
    text = _spelt(moment)
    # Read with the offset before the change, a skipped time lies as far after it as it was meant to lie.
    shown = first.astimezone(UTC).astimezone(known).replace(tzinfo=None)
    if shown != moment:
        raise Mistake("until", Said.of(Word.TIME_SKIPPED, time=text, zone=zone, shown=_spelt(shown)))
    if first.utcoffset() != second.utcoffset():
        raise Mistake(
            "until",
            Said.of(Word.TIME_TWICE, time=text, zone=zone, first=_with_offset(first), second=_with_offset(second)),
        )
    return first.astimezone(UTC)


def _with_offset(moment: datetime) -> str:
    offset = moment.utcoffset()
    assert offset is not None
    return _spelt(moment.replace(tzinfo=timezone(offset)))


def _spelt(moment: datetime) -> str:
    return moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")
