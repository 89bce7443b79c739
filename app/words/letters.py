"""The wordings of letters, each language beside the other. Knows nobody who sends or gets them."""

from collections.abc import Mapping

from app.words.codes import Word

ENGLISH_LETTERS: Mapping[Word, str] = {
    Word.LETTER_TRIAL_SUBJECT: "Mail from {site} arrives",
    Word.LETTER_TRIAL: "This is a trial. {site} can send mail to this address, so invitations arrive too.",
}
FRENCH_LETTERS: Mapping[Word, str] = {
    Word.LETTER_TRIAL_SUBJECT: "Les courriels de {site} arrivent",
    Word.LETTER_TRIAL: (
        "Ceci est un essai. {site} peut envoyer des courriels à cette adresse ; les invitations arriveront donc aussi."
    ),
}
