"""What the guide itself says in an erratum, in each language it speaks.

Knows no format: each sets these words in its own way.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.guides.book import Book, Correction
from app.guides.formats.labels import Labels, labels_for, primary
from app.text.changed_sentences import Rewording, Run

_LINES = frozenset({"title", "subtitle", "organisation", "question"})
"""What is corrected apart from pages."""


@dataclass(frozen=True, slots=True)
class ErrataLabels:
    """Fixed words and patterns of one language."""

    heading: str
    imprint: str
    """In the imprint of a corrected edition; ``heading`` is what the list is called."""
    corrects: str
    """Before the digest of the edition that is corrected."""
    corrected_before: str
    """Before the digest of the edition that this one had corrected in its turn."""
    renumbered: str
    before: str
    now: str
    gone: str
    """Before a sentence that has none in its place."""
    come: str
    """Before a sentence that had none in its place."""
    added: str
    removed: str
    markup: str
    """Where no word changed."""
    redacted: str
    reason: str
    tip_now: str
    """Behind the number that a tip had: the number it has, ``tip``."""
    title: str
    subtitle: str
    organisation: str


FRENCH = ErrataLabels(
    heading="Errata",
    imprint="Édition corrigée. Ce qui a changé se lit sous «\u00a0{heading}\u00a0».",
    corrects="Cette édition en corrige une autre, dont les mentions portent l’empreinte :",
    corrected_before="Celle-ci en corrigeait déjà une autre, dont les mentions portent l’empreinte :",
    renumbered="Certains conseils ont changé de numéro.",
    before="Avant",
    now="Désormais",
    gone="Retiré",
    come="Ajouté",
    added="Nouveau dans cette édition.",
    removed="Ne figure plus dans le guide.",
    markup="Seule la mise en forme du texte a changé.",
    redacted="Des mots ont été retirés ; ils ne sont pas répétés ici.",
    reason="Motif",
    tip_now="désormais {tip}",
    title="Titre du guide",
    subtitle="Sous-titre",
    organisation="Organisation",
)
ENGLISH = ErrataLabels(
    heading="Corrections",
    imprint="Corrected edition. What has changed is listed under “{heading}”.",
    corrects="This edition corrects an earlier one, whose imprint shows the digest:",
    corrected_before="That edition had itself corrected one, whose imprint shows the digest:",
    renumbered="Some tips have a new number.",
    before="Before",
    now="Now",
    gone="Removed",
    come="Added",
    added="New in this edition.",
    removed="No longer in the guide.",
    markup="Only the layout of the text has changed.",
    redacted="Some words were taken out; they are not repeated here.",
    reason="Reason",
    tip_now="now {tip}",
    title="Title of the guide",
    subtitle="Subtitle",
    organisation="Organisation",
)
ITALIAN = ErrataLabels(
    heading="Errata corrige",
    imprint="Edizione corretta. Le modifiche sono elencate in «{heading}».",
    corrects="Questa edizione ne corregge una precedente, le cui note editoriali riportano l’impronta:",
    corrected_before="Quest’ultima ne correggeva già un’altra, le cui note editoriali riportano l’impronta:",
    renumbered="Alcuni consigli hanno cambiato numero.",
    before="Prima",
    now="Ora",
    gone="Tolto",
    come="Aggiunto",
    added="Nuovo in questa edizione.",
    removed="Non figura più nella guida.",
    markup="È cambiata solo l’impaginazione del testo.",
    redacted="Alcune parole sono state rimosse e non vengono ripetute qui.",
    reason="Motivo",
    tip_now="ora {tip}",
    title="Titolo della guida",
    subtitle="Sottotitolo",
    organisation="Organizzazione",
)
GERMAN = ErrataLabels(
    heading="Berichtigungen",
    imprint="Berichtigte Ausgabe. Was sich geändert hat, steht unter „{heading}“.",
    corrects="Diese Ausgabe berichtigt eine frühere, in deren Impressum die Prüfsumme steht:",
    corrected_before="Jene hatte ihrerseits eine berichtigt, in deren Impressum die Prüfsumme steht:",
    renumbered="Einige Ratschläge haben eine neue Nummer.",
    before="Vorher",
    now="Jetzt",
    gone="Gestrichen",
    come="Ergänzt",
    added="Neu in dieser Ausgabe.",
    removed="Steht nicht mehr im Leitfaden.",
    markup="Nur die Gestaltung des Textes hat sich geändert.",
    redacted="Es wurden Wörter entfernt; sie werden hier nicht wiederholt.",
    reason="Grund",
    tip_now="jetzt {tip}",
    title="Titel des Leitfadens",
    subtitle="Untertitel",
    organisation="Organisation",
)
SPANISH = ErrataLabels(
    heading="Fe de erratas",
    imprint="Edición corregida. Los cambios se indican en «{heading}».",
    corrects="Esta edición corrige una anterior, en cuyos créditos figura la huella:",
    corrected_before="Aquella ya corregía otra, en cuyos créditos figura la huella:",
    renumbered="Algunos consejos han cambiado de número.",
    before="Antes",
    now="Ahora",
    gone="Suprimido",
    come="Añadido",
    added="Nuevo en esta edición.",
    removed="Ya no figura en la guía.",
    markup="Solo ha cambiado la presentación del texto.",
    redacted="Se han retirado algunas palabras, que no se repiten aquí.",
    reason="Motivo",
    tip_now="ahora {tip}",
    title="Título de la guía",
    subtitle="Subtítulo",
    organisation="Organización",
)
JAPANESE = ErrataLabels(
    heading="正誤表",
    imprint="訂正版です。変更点は「{heading}」に掲載しています。",
    corrects="この版は、奥付に次のダイジェストがある版を訂正したものです。",
    corrected_before="その版は、奥付に次のダイジェストがある版を訂正したものです。",
    renumbered="番号が変わった助言があります。",
    before="訂正前",
    now="訂正後",
    gone="削除",
    come="追加",
    added="この版で追加されました。",
    removed="この版から削除されました。",
    markup="体裁のみの変更です。",
    redacted="削除された語句があり、ここには再掲しません。",
    reason="理由",
    tip_now="現在は{tip}",
    title="ガイドの題名",
    subtitle="副題",
    organisation="組織名",
)
_BY_LANGUAGE = {"fr": FRENCH, "en": ENGLISH, "it": ITALIAN, "de": GERMAN, "es": SPANISH, "ja": JAPANESE}


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences as they were, or as they are."""

    label: str
    runs: tuple[Run, ...]
    went: bool
    """Whether they are those that were."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One correction in words."""

    place: str | None
    """Where it is to be found in the guide that is corrected; None where the title tells."""
    title: str | None
    """None for a line that stands apart from pages: its change tells it."""
    anchor: str | None
    """Where it stands in this book; None for what has no place in it."""
    remarks: tuple[str, ...]
    rewordings: tuple[tuple[Wording, ...], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One erratum in words."""

    lead: str
    """The sentence before the digest."""
    digest: str
    renumbered: str | None
    entries: tuple[Entry, ...]


def errata_labels(language: str) -> ErrataLabels:
    """Return the words of a BCP 47 language, English where the language is unknown."""
    return _BY_LANGUAGE.get(primary(language), ENGLISH)


def told(book: Book) -> list[Told]:
    """Return the errata of a book in its language."""
    words, labels = errata_labels(book.language), labels_for(book.language)
    return [
        Told(
            lead=words.corrected_before if place else words.corrects,
            digest=erratum.imprint,
            renumbered=words.renumbered if erratum.renumbered else None,
            entries=tuple(_entry(words, labels, correction) for correction in erratum.corrections),
        )
        for place, erratum in enumerate(book.errata)
    ]


def corrected(book: Book) -> str | None:
    """Return the line in the imprint of a corrected edition."""
    words = errata_labels(book.language)
    return words.imprint.format(heading=words.heading) if book.errata else None


def _entry(words: ErrataLabels, labels: Labels, correction: Correction) -> Entry:
    anchor = correction.anchor
    return Entry(
        place=_place(words, labels, correction),
        title=None if correction.kind in _LINES else correction.title,
        anchor=f"_theme-{anchor}" if anchor and correction.kind == "question" else anchor,
        remarks=tuple(_remarks(words, correction)),
        rewordings=tuple(tuple(_rows(words, rewording)) for rewording in correction.rewordings),
        reasons=correction.reasons,
    )


def _rows(words: ErrataLabels, rewording: Rewording) -> Iterator[Wording]:
    before, after = rewording.before, rewording.after
    if before:
        yield Wording(words.before if after else words.gone, before, went=True)
    if after:
        yield Wording(words.now if before else words.come, after, went=False)


def _place(words: ErrataLabels, labels: Labels, correction: Correction) -> str | None:
    if correction.kind == "tip":
        before, now = correction.tip_before, correction.tip
        number = f"{labels.tip} {now if before is None else before}"
        return number if None in {before, now} or before == now else f"{number}, {words.tip_now.format(tip=now)}"
    if correction.kind in {"introduction", "question"} and correction.chapter is not None:
        return f"{labels.chapter} {correction.chapter}"
    lines = {"title": words.title, "subtitle": words.subtitle, "organisation": words.organisation}
    return labels.notions if correction.kind == "notion" else lines.get(correction.kind)


def _remarks(words: ErrataLabels, correction: Correction) -> Iterator[str]:
    if correction.change == "added":
        yield words.added
    elif correction.change == "removed":
        yield words.removed
    elif not correction.rewordings and not correction.redacted:
        yield words.markup
    if correction.redacted:
        yield words.redacted
