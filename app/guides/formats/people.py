"""Puts into words who wrote: names as they are, and for everybody else how many they are.

Knows of the book only who is credited; where the words stand is for the formats. Figures of tokens are for programs:
nobody wants a ranking in the thanks.
"""

from collections.abc import Sequence

from app.guides.book import Contributor, Credit
from app.guides.formats.labels import Labels
from app.text.scripts import is_right_to_left

_LEFT_TO_RIGHT = "\u200e"
"""Is not seen; what follows it is read from left to right again."""
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Embeddings, overrides and isolates."""
_MOST_LINED_UP = 100
"""Names that stand below each other; more of them would take page after page, and are run in."""


def signature(labels: Labels, credit: Sequence[Credit]) -> str | None:
    """Return the line that names who wrote a page, in the order given, who is not named last; None for nobody."""
    names = [_listed(labels, line) for line in credit if line.name or line.department]
    unnamed = _people_unnamed(credit)
    if unnamed:
        names.append(_counted(labels.anonymous_one, labels.anonymous_many, unnamed))
    return labels.written_by.format(names=_joined(labels, names)) if names else None


def thanks(labels: Labels, contributors: Sequence[Contributor]) -> str:
    """Return the sentence that thanks those who wrote the guide."""
    return labels.thanks if any(person.name for person in contributors) else labels.thanks_unnamed


def are_run_in(contributors: Sequence[Contributor]) -> bool:
    """Tell whether the names are so many that they stand in one paragraph, parted by dots."""
    return sum(person.name is not None for person in contributors) > _MOST_LINED_UP


def in_a_row(name: str) -> str:
    """Return a name that others follow: two in Arabic or Hebrew would be read as one run, the last one first.

    What would turn the direction of all that follows goes.
    """
    name = name.translate(_TURNS)
    return f"{name}{_LEFT_TO_RIGHT}" if is_right_to_left(name) else name


def not_by_name(labels: Labels, contributors: Sequence[Contributor]) -> list[str]:
    """Return the sentences on contributors who are not named: those of departments, then all others."""
    departments = [_listed(labels, person) for person in contributors if person.department and not person.name]
    unnamed = _people_unnamed(contributors)
    sentences = []
    if departments:
        sentences.append(labels.by_department.format(departments=_joined(labels, departments)))
    if unnamed:
        sentences.append(_counted(labels.unnamed_one, labels.unnamed_many, unnamed))
    return sentences


def _listed(labels: Labels, line: Credit | Contributor) -> str:
    if line.name or line.people == 1:
        return line.name or line.department or ""
    return labels.department_of_several.format(department=line.department, people=line.people)


def _joined(labels: Labels, names: Sequence[str]) -> str:
    return labels.comma.join(map(in_a_row, names))


def _people_unnamed(lines: Sequence[Credit | Contributor]) -> int:
    return sum(line.people for line in lines if not line.name and not line.department)


def _counted(one: str, many: str, people: int) -> str:
    return one if people == 1 else many.format(people=people)
