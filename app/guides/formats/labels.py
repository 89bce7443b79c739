"""The words that the guide itself adds to what people wrote, in each language it speaks.

Knows nothing of the book they stand in.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Labels:
    """Fixed words and patterns of one language; patterns take the named fields in braces."""

    contents: str
    chapter: str
    tip: str
    notions: str
    contributors: str
    thanks: str
    thanks_unnamed: str
    """The thanks where nobody is named."""
    by_department: str
    """Before the departments whose people appear under that name; ``departments`` is their list."""
    department_of_several: str
    """A department under whose name several ``people`` appear."""
    unnamed_one: str
    unnamed_many: str
    """The last line of the thanks: for one person, and for several ``people``, who are not named."""
    anonymous_one: str
    anonymous_many: str
    """The same in a list of names, after ``written_by``."""
    imprint: str
    proof: str
    proof_note: str
    written_by: str
    on_page: str
    """Behind a link to another page of the guide: the number of the printed ``page``."""
    video: str
    skip: str
    back: str
    footnotes: str
    period: str
    one_day: str
    """The period where it begins and ends on the same day."""
    digest: str
    colophon: str
    members: str
    company: str
    public: str
    comma: str
    separator: str
    """Between a label and what it introduces."""
    months: tuple[str, ...]
    """Twelve names as dates use them; empty where dates are written in numerals alone."""
    day: str
    """How a date reads, from ``day``, ``month`` and ``year``."""


FRENCH = Labels(
    contents="Sommaire",
    chapter="Question",
    tip="Conseil",
    notions="Notions",
    contributors="Contributeurs",
    thanks="Ce guide a été écrit par celles et ceux dont les noms suivent. Merci à chacun.",
    thanks_unnamed="Merci à toutes les personnes qui ont écrit ce guide.",
    by_department="Sous le nom de leur service\u00a0: {departments}.",
    department_of_several="{department} ({people}\u00a0personnes)",
    unnamed_one="Et une personne qui n’a pas souhaité être nommée.",
    unnamed_many="Et {people}\u00a0personnes qui n’ont pas souhaité être nommées.",
    anonymous_one="une personne anonyme",
    anonymous_many="{people}\u00a0personnes anonymes",
    imprint="Mentions",
    proof="Épreuve",
    proof_note="Épreuve de travail : ce texte n’est pas définitif.",
    written_by="Écrit par {names}",
    on_page="(p.\u00a0{page})",
    video="Vidéo",
    skip="Aller au texte",
    back="Retour au texte",
    footnotes="Notes",
    period="Écrit du {opened} au {closed}.",
    one_day="Écrit le {opened}.",
    digest="Empreinte du texte",
    colophon="Composé en Source Serif et Source Sans.",
    members="Réservé aux membres de la campagne.",
    company="Réservé à l’entreprise.",
    public="Document public.",
    comma=", ",
    separator="\u00a0: ",
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    day="{day} {month} {year}",
)

ENGLISH = Labels(
    contents="Contents",
    chapter="Question",
    tip="Tip",
    notions="Notions",
    contributors="Contributors",
    thanks="This guide was written by the people named below. Thank you, each of you.",
    thanks_unnamed="Thank you to everybody who wrote this guide.",
    by_department="Under the name of their department: {departments}.",
    department_of_several="{department} ({people} people)",
    unnamed_one="And one person who did not wish to be named.",
    unnamed_many="And {people} people who did not wish to be named.",
    anonymous_one="one anonymous person",
    anonymous_many="{people} anonymous people",
    imprint="Imprint",
    proof="Proof",
    proof_note="Proof copy: this text is not final.",
    written_by="Written by {names}",
    on_page="(p.\u00a0{page})",
    video="Video",
    skip="Skip to the text",
    back="Back to the text",
    footnotes="Notes",
    period="Written from {opened} to {closed}.",
    one_day="Written on {opened}.",
    digest="Digest of the text",
    colophon="Set in Source Serif and Source Sans.",
    members="For members of the campaign only.",
    company="For use within the company.",
    public="Public document.",
    comma=", ",
    separator=": ",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    day="{day} {month} {year}",
)

ITALIAN = Labels(
    contents="Indice",
    chapter="Domanda",
    tip="Consiglio",
    notions="Nozioni",
    contributors="Contributori",
    thanks="Questa guida è stata scritta dalle persone qui nominate. Grazie a ciascuna di loro.",
    thanks_unnamed="Grazie a tutte le persone che hanno scritto questa guida.",
    by_department="Con il nome del proprio reparto: {departments}.",
    department_of_several="{department} ({people} persone)",
    unnamed_one="E una persona che ha preferito non essere nominata.",
    unnamed_many="E {people} persone che hanno preferito non essere nominate.",
    anonymous_one="una persona anonima",
    anonymous_many="{people} persone anonime",
    imprint="Note editoriali",
    proof="Bozza",
    proof_note="Bozza di lavoro: questo testo non è definitivo.",
    written_by="Scritto da {names}",
    on_page="(p.\u00a0{page})",
    video="Video",
    skip="Vai al testo",
    back="Torna al testo",
    footnotes="Note",
    period="Periodo di scrittura: {opened} – {closed}.",
    one_day="Scritto il {opened}.",
    digest="Impronta del testo",
    colophon="Composto in Source Serif e Source Sans.",
    members="Riservato ai membri della campagna.",
    company="Riservato all’azienda.",
    public="Documento pubblico.",
    comma=", ",
    separator=": ",
    months=(
        *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
        *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
    ),
    day="{day} {month} {year}",
)

GERMAN = Labels(
    contents="Inhalt",
    chapter="Frage",
    tip="Rat",
    notions="Begriffe",
    contributors="Mitwirkende",
    thanks="Diesen Leitfaden haben die hier genannten Menschen geschrieben. Allen herzlichen Dank.",
    thanks_unnamed="Herzlichen Dank an alle, die diesen Leitfaden geschrieben haben.",
    by_department="Unter dem Namen ihrer Abteilung: {departments}.",
    department_of_several="{department} ({people} Personen)",
    unnamed_one="Und eine Person, die nicht genannt werden möchte.",
    unnamed_many="Und {people} Personen, die nicht genannt werden möchten.",
    anonymous_one="einer anonymen Person",
    anonymous_many="{people} anonymen Personen",
    imprint="Impressum",
    proof="Probeabzug",
    proof_note="Probeabzug: Dieser Text ist nicht endgültig.",
    written_by="Geschrieben von {names}",
    on_page="(S.\u00a0{page})",
    video="Video",
    skip="Zum Text springen",
    back="Zurück zum Text",
    footnotes="Anmerkungen",
    period="Geschrieben vom {opened} bis zum {closed}.",
    one_day="Geschrieben am {opened}.",
    digest="Prüfsumme des Textes",
    colophon="Gesetzt in Source Serif und Source Sans.",
    members="Nur für Mitglieder der Kampagne.",
    company="Nur für den Gebrauch im Unternehmen.",
    public="Öffentliches Dokument.",
    comma=", ",
    separator=": ",
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    day="{day}. {month} {year}",
)

SPANISH = Labels(
    contents="Índice",
    chapter="Pregunta",
    tip="Consejo",
    notions="Nociones",
    contributors="Colaboradores",
    thanks="Esta guía la han escrito las personas que se nombran a continuación. Gracias a cada una.",
    thanks_unnamed="Gracias a todas las personas que han escrito esta guía.",
    by_department="Con el nombre de su departamento: {departments}.",
    department_of_several="{department} ({people} personas)",
    unnamed_one="Y una persona que ha preferido no ser nombrada.",
    unnamed_many="Y {people} personas que han preferido no ser nombradas.",
    anonymous_one="una persona anónima",
    anonymous_many="{people} personas anónimas",
    imprint="Créditos",
    proof="Prueba",
    proof_note="Prueba de trabajo: este texto no es definitivo.",
    written_by="Escrito por {names}",
    on_page="(p.\u00a0{page})",
    video="Vídeo",
    skip="Ir al texto",
    back="Volver al texto",
    footnotes="Notas",
    period="Escrito del {opened} al {closed}.",
    one_day="Escrito el {opened}.",
    digest="Huella del texto",
    colophon="Compuesto en Source Serif y Source Sans.",
    members="Solo para los miembros de la campaña.",
    company="Solo para uso dentro de la empresa.",
    public="Documento público.",
    comma=", ",
    separator=": ",
    months=(
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    day="{day} de {month} de {year}",
)

JAPANESE = Labels(
    contents="目次",
    chapter="問い",
    tip="助言",
    notions="用語と考え方",
    contributors="執筆者",
    thanks="このガイドは、以下の皆さんが書きました。ありがとうございました。",
    thanks_unnamed="このガイドを書いてくださった皆さん、ありがとうございました。",
    by_department="部署名での掲載：{departments}",
    department_of_several="{department}（{people}名）",
    unnamed_one="ほかに、氏名の掲載を希望されなかった方が1名います。",
    unnamed_many="ほかに、氏名の掲載を希望されなかった方が{people}名います。",
    anonymous_one="匿名の1名",
    anonymous_many="匿名の{people}名",
    imprint="奥付",
    proof="校正刷",
    proof_note="校正刷です。内容は確定していません。",
    written_by="執筆：{names}",
    on_page="（{page}ページ）",
    video="動画",
    skip="本文へ",
    back="本文へ戻る",
    footnotes="注",
    period="執筆期間：{opened}から{closed}まで",
    one_day="執筆日：{opened}",
    digest="本文のダイジェスト",
    colophon="書体：Source Serif、Source Sans、Noto Sans JP",
    members="キャンペーン参加者限定",
    company="社内限定",
    public="公開文書",
    comma="、",
    separator="：",
    months=(),
    day="{year}年{month}月{day}日",
)

_BY_LANGUAGE = {
    "fr": FRENCH,
    "en": ENGLISH,
    "it": ITALIAN,
    "de": GERMAN,
    "es": SPANISH,
    "ja": JAPANESE,
}


def primary(language: str) -> str:
    """Return the primary subtag of a BCP 47 tag in lower case: ``fr`` for ``fr-CA``."""
    return language.partition("-")[0].casefold()


def labels_for(language: str) -> Labels:
    """Return the labels of a BCP 47 language, English where the language is unknown."""
    return _BY_LANGUAGE.get(primary(language), ENGLISH)


def period(labels: Labels, opened_on: str | None, closed_on: str | None) -> str | None:
    """Return the sentence on when the guide was written; None while a day (``YYYY-MM-DD``) is open."""
    if opened_on is None or closed_on is None:
        return None
    if opened_on == closed_on:
        return labels.one_day.format(opened=_written_out(labels, opened_on))
    return labels.period.format(opened=_written_out(labels, opened_on), closed=_written_out(labels, closed_on))


def _written_out(labels: Labels, day: str) -> str:
    parsed = date.fromisoformat(day)
    month = labels.months[parsed.month - 1] if labels.months else parsed.month
    # French alone writes the first of a month as an ordinal.
    number = "1\u1d49\u02b3" if labels is FRENCH and parsed.day == 1 else parsed.day
    return labels.day.format(day=number, month=month, year=parsed.year)
