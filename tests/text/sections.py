"""Random texts whose paragraphs repeat, and what two people may make of them; it is known what would be wrong."""

from random import Random

PARAGRAPHS = (
    "Wear a helmet on every ride.",
    "Check your brakes before you leave.",
    "Ride slowly where children play.",
    "Keep both hands on the bar.",
    "Lock the frame, not the wheel.",
    "Light up when it gets dark.",
    "---",
)
HEADINGS = ("Vol", "Perte", "Casse", "Retard", "Incendie", "Grippe")
LINES = ("Appelez le 3000.", "Prévenez votre chef.", "Remplissez le formulaire rouge.", "Gardez la facture.")
EDIT = "Appelez le 3000, puis la banque."
Triple = tuple[str, str, str]


def paragraphs(random: Random) -> Triple:
    """Return a text of few paragraphs and two changes of it which often bring the same paragraph."""
    gap = random.choice(["\n\n", "\n\n", "\n", "\n\n\n"])
    base = random.choices(PARAGRAPHS, k=random.randint(2, 5))
    versions = [base]
    for _ in range(2):
        side = list(base)
        for _ in range(random.randint(1, 3)):
            place = random.randrange(len(side) + 1)
            deed = random.choice(["insert", "insert", "replace", "reword", "delete"])
            if deed == "insert" or place == len(side):
                side.insert(place, random.choice(PARAGRAPHS))
            elif deed == "replace":
                side[place] = random.choice(PARAGRAPHS)
            elif deed == "reword":
                side[place] = side[place].replace(".", ", always.")
            else:
                del side[place]
        versions.append(side)
    one, ours, theirs = (gap.join(version) + "\n" for version in versions)
    return one, ours, theirs


class Guide:
    """Sections whose lines repeat, one line that one person changes, and what another makes of the sections."""

    def __init__(self, random: Random) -> None:
        self.random = random
        names = random.sample(HEADINGS, random.randint(2, 4))
        self.unused = [name for name in HEADINGS if name not in names]
        base = [(name, random.choices(LINES, k=random.randint(1, 3))) for name in names]
        edited = [(name, list(body)) for name, body in base]
        self.heading, body = random.choice(edited)
        place = random.randrange(len(body))
        body[place : place + random.randint(0, 1)] = [EDIT]
        rebuilt = [(name, list(body)) for name, body in base]
        for _ in range(random.randint(1, 3)):
            self.rebuild(rebuilt)
        gap = random.choice(["\n", "\n\n"])
        end = random.choice(["", "\n"])
        self.base, self.edited, self.rebuilt = (
            gap.join(line for name, body in part for line in (f"### {name}", *body)) + end
            for part in (base, edited, rebuilt)
        )

    def rebuild(self, sections: list[tuple[str, list[str]]]) -> None:
        place = self.random.randrange(len(sections))
        name, body = sections[place]
        deed = self.random.choice(["drop", "add", "reword", "replace", "unhead", "write"])
        if deed == "drop" and len(sections) > 1:
            del sections[place]
        elif deed == "add" and self.unused:
            where = self.random.choice([place, len(sections)])
            sections.insert(where, (self.unused.pop(), self.random.choices(LINES, k=self.random.randint(1, 2))))
        elif deed == "reword" and not name.endswith("suite"):
            sections[place] = f"{name} et suite", body
        elif deed == "replace" and self.unused:
            sections[place] = self.unused.pop(), body
        elif deed == "unhead" and place:
            sections[place - 1][1].extend(body)
            del sections[place]
        else:
            body.insert(self.random.randrange(len(body) + 1), self.random.choice(LINES))

    def is_misplaced(self, text: str) -> bool:
        above = text[: text.index(EDIT)].rpartition("### ")[2].split("\n")[0]
        return above not in {self.heading, f"{self.heading} et suite"}
