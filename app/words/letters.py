"""The wordings of letters, each language beside the other. Knows nobody who sends or gets them."""

from collections.abc import Mapping

from app.words.codes import Word

ENGLISH_LETTERS: Mapping[Word, str] = {
    Word.LETTER_TRIAL_SUBJECT: "Mail from {site} arrives",
    Word.LETTER_TRIAL: "This is a trial. {site} can send mail to this address, so invitations arrive too.",
    Word.LETTER_HELLO: "Hello,",
    Word.LETTER_HELLO_TO: "Hello {name},",
    Word.LETTER_INVITATION_SUBJECT: "Your invitation to {site}",
    Word.LETTER_INVITATION_SUBJECT_CAMPAIGN: "Your invitation to take part in “{campaign}”",
    Word.LETTER_INVITED: ("You are invited to {site}, where people write the guide of their company together."),
    Word.LETTER_INVITED_BY: (
        "{inviter} invites you to {site}, where people write the guide of their company together."
    ),
    Word.LETTER_INVITED_CAMPAIGN: ("You are invited to take part in “{campaign}”, a guide that people write together."),
    Word.LETTER_INVITED_CAMPAIGN_BY: (
        "{inviter} invites you to take part in “{campaign}”, a guide that people write together."
    ),
    Word.LETTER_INVITED_AS: "Your role there: {role:role}.",
    Word.LETTER_INVITATION_LINK: "Follow this link to come in. It works once, for {days:# day|# days}.",
    Word.LETTER_INVITATION_BUTTON: "Accept the invitation",
    Word.LETTER_UNEXPECTED: (
        "This mail comes from {site}. If you do not know what it is about, you need not do anything."
    ),
    Word.LETTER_RESET_SUBJECT: "Choose a new password for {site}",
    Word.LETTER_RESET: ("Somebody, probably you, asked for a new password for your account “{username}” on {site}."),
    Word.LETTER_RESET_LINK: ("Follow this link to choose one. It works once, for {minutes:# minute|# minutes}."),
    Word.LETTER_RESET_BUTTON: "Choose a new password",
    Word.LETTER_RESET_UNASKED: "If it was not you, do nothing: your password stays as it is.",
    Word.LETTER_ADDRESS_SUBJECT: "Confirm your mail address for {site}",
    Word.LETTER_ADDRESS: "This is to be the mail address of the account “{username}” on {site}.",
    Word.LETTER_ADDRESS_LINK: "Follow this link to confirm it. It works once, for {hours:# hour|# hours}.",
    Word.LETTER_ADDRESS_BUTTON: "Confirm the address",
    Word.LETTER_ADDRESS_UNASKED: "If this is not your account, do nothing: the address will not be used.",
    Word.LETTER_ADDRESS_TAKEN_SUBJECT: "Your mail address on {site}",
    Word.LETTER_ADDRESS_TAKEN: (
        "Somebody asked {site} to use this mail address for another account. It belongs to your account “{username}” "
        "already, so nothing was changed. If it was you, sign in to that account."
    ),
    Word.LETTER_ADDRESS_CHANGED_SUBJECT: "Your mail address on {site} was changed",
    Word.LETTER_ADDRESS_CHANGED: (
        "The account “{username}” on {site} has another mail address from now on. Nothing more will be sent here."
    ),
    Word.LETTER_PASSWORD_SUBJECT: "Your password for {site} was changed",
    Word.LETTER_PASSWORD: (
        "The password of your account “{username}” on {site} was changed, and everybody who used the account was "
        "signed out."
    ),
    Word.LETTER_PASSWORD_UNASKED: "If it was not you, tell an administrator of the site at once.",
}
FRENCH_LETTERS: Mapping[Word, str] = {
    Word.LETTER_TRIAL_SUBJECT: "Les courriels de {site} arrivent",
    Word.LETTER_TRIAL: (
        "Ceci est un essai. {site} peut envoyer des courriels à cette adresse ; les invitations arriveront donc aussi."
    ),
    Word.LETTER_HELLO: "Bonjour,",
    Word.LETTER_HELLO_TO: "Bonjour {name},",
    Word.LETTER_INVITATION_SUBJECT: "Votre invitation sur {site}",
    Word.LETTER_INVITATION_SUBJECT_CAMPAIGN: "Votre invitation à participer à « {campaign} »",
    Word.LETTER_INVITED: (
        "On vous invite sur {site}, où chacun peut écrire avec les autres le guide de son entreprise."
    ),
    Word.LETTER_INVITED_BY: (
        "{inviter} vous invite sur {site}, où chacun peut écrire avec les autres le guide de son entreprise."
    ),
    Word.LETTER_INVITED_CAMPAIGN: ("On vous invite à participer à « {campaign} », un guide qui s’écrit à plusieurs."),
    Word.LETTER_INVITED_CAMPAIGN_BY: (
        "{inviter} vous invite à participer à « {campaign} », un guide qui s’écrit à plusieurs."
    ),
    Word.LETTER_INVITED_AS: "Votre rôle : {role:role}.",
    Word.LETTER_INVITATION_LINK: ("Suivez ce lien pour entrer. Il sert une seule fois, pendant {days:# jour|# jours}."),
    Word.LETTER_INVITATION_BUTTON: "Accepter l’invitation",
    Word.LETTER_UNEXPECTED: (
        "Ce courriel vient de {site}. Si vous ne savez pas de quoi il s’agit, vous n’avez rien à faire."
    ),
    Word.LETTER_RESET_SUBJECT: "Choisissez un nouveau mot de passe pour {site}",
    Word.LETTER_RESET: (
        "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte « {username} » sur {site}."
    ),
    Word.LETTER_RESET_LINK: (
        "Suivez ce lien pour en choisir un. Il sert une seule fois, pendant {minutes:# minute|# minutes}."
    ),
    Word.LETTER_RESET_BUTTON: "Choisir un nouveau mot de passe",
    Word.LETTER_RESET_UNASKED: "Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.",
    Word.LETTER_ADDRESS_SUBJECT: "Confirmez votre adresse pour {site}",
    Word.LETTER_ADDRESS: "Cette adresse doit devenir celle du compte « {username} » sur {site}.",
    Word.LETTER_ADDRESS_LINK: (
        "Suivez ce lien pour la confirmer. Il sert une seule fois, pendant {hours:# heure|# heures}."
    ),
    Word.LETTER_ADDRESS_BUTTON: "Confirmer l’adresse",
    Word.LETTER_ADDRESS_UNASKED: "Si ce n’est pas votre compte, ne faites rien : l’adresse ne sera pas utilisée.",
    Word.LETTER_ADDRESS_TAKEN_SUBJECT: "Votre adresse sur {site}",
    Word.LETTER_ADDRESS_TAKEN: (
        "Quelqu’un a demandé à {site} d’utiliser cette adresse pour un autre compte. Elle appartient déjà à votre "
        "compte « {username} » ; rien n’a donc changé. Si c’était vous, identifiez-vous avec ce compte."
    ),
    Word.LETTER_ADDRESS_CHANGED_SUBJECT: "Votre adresse sur {site} a changé",
    Word.LETTER_ADDRESS_CHANGED: (
        "Le compte « {username} » sur {site} a désormais une autre adresse. Plus rien ne sera envoyé à celle-ci."
    ),
    Word.LETTER_PASSWORD_SUBJECT: "Votre mot de passe pour {site} a été changé",
    Word.LETTER_PASSWORD: (
        "Le mot de passe de votre compte « {username} » sur {site} a été changé, et toutes les sessions de ce compte "
        "sont fermées."
    ),
    Word.LETTER_PASSWORD_UNASKED: "Si ce n’était pas vous, prévenez tout de suite un administrateur du site.",
}
