"""In which language somebody is answered: what is known of it while a request runs. Knows no domain."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.words.saying import Language

_MOST_RANGES = 20
_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


def find_language(tag: str | None) -> Language | None:
    """Return the language of a BCP 47 tag, None where it is not one that sentences are told in."""
    primary = (tag or "").partition("-")[0].strip().lower()
    return Language(primary) if primary in set(Language) else None


def accepted_language(header: str | None) -> Language | None:
    """Return the language that ``Accept-Language`` (RFC 9110) prefers of those told here, None where it names none."""
    ranked = []
    for place, part in enumerate((header or "").split(",")[:_MOST_RANGES]):
        tag, _, weight = part.partition(";")
        quality = _quality(weight)
        language = find_language(tag)
        if language is not None and quality > 0:
            ranked.append((-quality, place, language))
    return min(ranked)[2] if ranked else None


def _quality(weight: str) -> float:
    """Return a weight from 0 to 1; what is none counts as 0."""
    given = weight.strip().removeprefix("q=") or "1"
    return float(given) if _QUALITY.fullmatch(given) else 0.0


@dataclass(slots=True)
class Hearing:
    """What one request has shown of the language in which it is answered.

    It is filled where the account and the campaign are read anyway; a campaign counts only once the caller is known
    to see it, since its language would tell that it exists.
    """

    asked: Language | None = None
    """By ``Accept-Language``."""
    person: Language | None = None
    """Set for the account."""
    campaign: Language | None = None
    find_person: Callable[[], Language | None] | None = None
    """Reads the account's language, for an answer that is given before anything else was read of it."""

    def meet(self, tag: str | None) -> None:
        """Remember the language that the account has, None for no wish."""
        self.person, self.find_person = find_language(tag), None

    def learn(self) -> None:
        """Find the language of the account, where that is not known yet; never called inside a transaction."""
        if self.find_person is not None:
            self.person, self.find_person = self.find_person(), None

    @property
    def language(self) -> Language:
        return self.person or self.asked or self.campaign or Language.ENGLISH
