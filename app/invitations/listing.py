"""A list of people as a spreadsheet writes it: each line read, or told with its number and what to do. Pure.

Knows the habits of spreadsheets: a byte order mark, semicolons or tabs in the place of commas, and Windows-1252.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.campaigns.rules import SLUG, Role
from app.errors import Mistake
from app.mail.addresses import checked_address
from app.sheets import columns_of, plain, rows_of
from app.words.codes import Word
from app.words.saying import Language, Said

COLUMNS: Mapping[str, frozenset[str]] = {
    "name": frozenset({"name", "nom", "full name", "nom complet"}),
    "mail": frozenset({"mail", "email", "e-mail", "courriel", "adresse", "mail address", "adresse mail"}),
    "department": frozenset({"department", "departement", "service", "direction"}),
    "role": frozenset({"role"}),
    "campaign": frozenset({"campaign", "campagne"}),
    "username": frozenset({"username", "identifiant"}),
}
"""The columns with the names that they go by, in small letters without accents."""
NEEDED = ("name", "mail")
_ROLES = {
    **{role.value: role for role in Role},
    "lecteur": Role.READER,
    "contributeur": Role.CONTRIBUTOR,
    "editeur": Role.EDITOR,
    "administrateur": Role.ADMIN,
}


@dataclass(frozen=True, slots=True)
class Person:
    """One line: somebody, and what they are to be in a campaign."""

    line: int
    name: str
    mail: str
    username: str | None
    department: str | None
    campaign: str | None
    role: Role | None


class BadLine(NamedTuple):
    """A line that cannot be used."""

    line: int
    field: str
    reason: Said


@dataclass(frozen=True, slots=True)
class Listing:
    """What a file says."""

    people: Sequence[Person]
    bad: Sequence[BadLine]
    encoding: str
    """How the file was read."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for lines that say nothing of it."""

    campaign: str | None = None
    role: Role | None = None
    language: Language = Language.ENGLISH


def read_listing(data: bytes, defaults: Defaults) -> Listing:
    """Return the people of a file and its bad lines; raises Mistake where the file as a whole cannot be read."""
    text, encoding = _decoded(data)
    rows = rows_of(text)
    line, header = next(rows, (1, []))
    columns = columns_of(header, line, COLUMNS, NEEDED)
    people: list[Person] = []
    bad: list[BadLine] = []
    seen: dict[tuple[str, str | None], int] = {}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            person = _person(line, dict(zip(columns, cells, strict=False)), defaults)
        except Mistake as mistake:
            bad.append(BadLine(line, mistake.field, mistake.reason))
            continue
        first = seen.setdefault((person.mail, person.campaign), line)
        if first == line:
            people.append(person)
        else:
            bad.append(BadLine(line, "mail", Said.of(Word.LINE_TWICE, line=first)))
    return Listing(people, bad, encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    # What is no UTF-8 was written by a spreadsheet of Windows, in Western Europe.
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding.removesuffix("-sig")
    raise Mistake("file", Said.of(Word.LIST_UNREADABLE))


def _person(line: int, cells: Mapping[str, str], defaults: Defaults) -> Person:
    given = {column: cell.strip() for column, cell in cells.items() if column and cell.strip()}
    for needed in NEEDED:
        if needed not in given:
            raise Mistake(needed, Said.of(Word.FIELD_MISSING))
    campaign = given.get("campaign", defaults.campaign)
    if campaign is not None and SLUG.fullmatch(campaign) is None:
        raise Mistake("campaign", Said.of(Word.NO_SUCH_CAMPAIGN_NAMED, name=campaign[:64]))
    role = defaults.role
    if "role" in given:
        role = _ROLES.get(plain(given["role"]))
        if role is None:
            raise Mistake("role", Said.of(Word.NOT_OFFERED, choices=", ".join(Role)))
    if campaign is None and "role" in given:
        raise Mistake("campaign", Said.of(Word.ROLE_WITHOUT_CAMPAIGN))
    return Person(
        line=line,
        name=given["name"],
        mail=checked_address(given["mail"]),
        username=given.get("username"),
        department=given.get("department"),
        campaign=campaign,
        role=None if campaign is None else role or Role.CONTRIBUTOR,
    )
