"""The French wordings, in the polite form, with plain spaces: ``app.words.saying`` sets those that French wants."""

from collections.abc import Mapping

from app.words.codes import Word
from app.words.letters import FRENCH_LETTERS

FRENCH: Mapping[Word, str] = {
    **FRENCH_LETTERS,
    Word.TITLE_ANOTHER_EDITOR: "L’accord d’un autre éditeur est nécessaire",
    Word.TITLE_ATTRIBUTION_MISSING: "Les auteurs de ce texte ne sont pas encore connus",
    Word.TITLE_BAD_REQUEST: "La demande est illisible",
    Word.TITLE_BODY_TOO_LARGE: "La demande est trop volumineuse",
    Word.TITLE_CAMPAIGN_NOT_EMPTY: "La campagne n’est pas vide",
    Word.TITLE_CONFLICT: "Ce n’est pas possible en l’état",
    Word.TITLE_CONNECTION_INSECURE: "Cette connexion n’est pas assez sûre",
    Word.TITLE_CROSS_SITE: "La demande ne vient pas de ce site",
    Word.TITLE_DATABASE_UNAVAILABLE: "La base de données est injoignable",
    Word.TITLE_DRAFT_STALE: "Le brouillon a été modifié ailleurs",
    Word.TITLE_EDIT_CONFLICT: "Quelqu’un a modifié le même passage",
    Word.TITLE_ENCODING_UNSUPPORTED: "La demande est compressée",
    Word.TITLE_FORBIDDEN: "Vous n’avez pas le droit de faire cela",
    Word.TITLE_GLYPHS_MISSING: "Des caractères manquent dans les polices du guide",
    Word.TITLE_HEADERS_TOO_LARGE: "La demande a trop d’en-têtes",
    Word.TITLE_IDEMPOTENCY_KEY_REUSED: "Cette clé a déjà servi à une autre demande",
    Word.TITLE_INTERNAL_ERROR: "Une erreur s’est produite de notre côté",
    Word.TITLE_INVALID: "La demande contient une erreur",
    Word.TITLE_METHOD_NOT_ALLOWED: "Cette adresse ne permet pas cela",
    Word.TITLE_NOT_ACCEPTED_YET: "Aucun texte de cette page n’a encore été accepté",
    Word.TITLE_NOT_AUTHENTICATED: "Identifiez-vous d’abord",
    Word.TITLE_LAST_ADMIN: "Personne d’autre ne pourrait le faire",
    Word.TITLE_NOT_FOUND: "Il n’y a rien ici",
    Word.TITLE_OLDER_REVISION: "Il existe une version plus récente",
    Word.TITLE_OUTCOME_UNKNOWN: "On ignore si cela a été enregistré",
    Word.TITLE_PAGE_MERGED: "La page a été fondue dans une autre",
    Word.TITLE_PRECONDITION_FAILED: "Cela a changé depuis votre lecture",
    Word.TITLE_PRECONDITION_REQUIRED: "Lisez avant de modifier",
    Word.TITLE_ACCOUNT_CLOSED: "Votre compte est fermé",
    Word.TITLE_ACCOUNT_EXISTS: "Ce compte appartient à quelqu’un d’autre",
    Word.TITLE_ACCOUNT_MISSING: "Vous n’avez pas encore de compte",
    Word.TITLE_SIGN_ON_FAILED: "Vous n’avez pas été identifié",
    Word.TITLE_PROVIDER_UNAVAILABLE: "Le service d’identification de votre entreprise ne répond pas",
    Word.TITLE_QUOTA_REACHED: "Vous en avez autant que permis à une personne",
    Word.TITLE_REDACTED: "Le texte a été retiré",
    Word.TITLE_RELEASE_REFUSED: "Le guide ne peut pas encore être publié",
    Word.TITLE_RENDERER_MISSING: "Le guide ne peut pas être produit ici",
    Word.TITLE_SCOPE_MISSING: "Le jeton n’a pas été créé pour cela",
    Word.TITLE_SECOND_FACTOR_MISSING: "Mettez d’abord en place un second facteur",
    Word.TITLE_SECOND_FACTOR_NEEDED: "La seconde étape de l’identification",
    Word.TITLE_SLUG_TAKEN: "Ce nom est déjà pris",
    Word.TITLE_SUPPORT_BUDGET: "Vous soutenez déjà autant de conseils que permis",
    Word.TITLE_TEXT_TOO_LONG: "Le texte est trop long",
    Word.TITLE_THEME_NOT_EMPTY: "Le thème contient encore des pages",
    Word.TITLE_TOKEN_EXPIRED: "Votre session a expiré",
    Word.TITLE_TOO_COSTLY: "Le calcul serait trop long",
    Word.TITLE_TOO_FREQUENT: "Trop de requêtes",
    Word.TITLE_TOO_MANY: "Trop à la fois",
    Word.TITLE_UNDO_CONFLICT: "Des modifications plus récentes s’y opposent",
    Word.TITLE_UNPRINTABLE: "Un fichier du guide ne peut pas être produit",
    Word.TITLE_VOTES_DECIDE: "Ici, les votes décident",
    Word.TITLE_VOTING_CLOSED: "Le vote est clos",
    Word.TITLE_WINDOW_CLOSED: "La période d’écriture n’est pas ouverte",
    Word.TITLE_WINDOW_OPEN: "La période d’écriture est encore ouverte",
    Word.PHASE_DRAFT: "en préparation",
    Word.PHASE_OPEN: "ouverte",
    Word.PHASE_REVIEW: "en relecture",
    Word.PHASE_PUBLISHED: "publiée",
    Word.ROLE_READER: "lecteur",
    Word.ROLE_CONTRIBUTOR: "contributeur",
    Word.ROLE_EDITOR: "éditeur",
    Word.ROLE_ADMIN: "administrateur",
    Word.KIND_INTRODUCTION: "introduction",
    Word.KIND_TIP: "conseil",
    Word.KIND_EDITORIAL: "éditorial",
    Word.KIND_FOREWORD: "avant-propos",
    Word.KIND_CONCLUSION: "conclusion",
    Word.KIND_GLOSSARY: "glossaire",
    Word.KIND_BIBLIOGRAPHY: "bibliographie",
    Word.KIND_NOTION: "notion",
    Word.REQUEST_UNREADABLE: "La demande n’a pas pu être lue. Rien n’a été enregistré.",
    Word.NUL_IN_PATH: "L’adresse contient un caractère NUL, qui ne figure dans aucun nom d’ici.",
    Word.BODY_TOO_LARGE: "Une demande ne peut dépasser {most} octets. Rien n’a été enregistré.",
    Word.BODY_TOO_DEEP: "Le JSON de la demande a trop de niveaux pour être lu. Rien n’a été enregistré.",
    Word.HEAD_TOO_LARGE: (
        "Les en-têtes d’une demande ne peuvent dépasser {most} octets et {lines} lignes. Supprimez les cookies ou les "
        "en-têtes inutiles, puis réessayez."
    ),
    Word.ENCODING_UNSUPPORTED: "Envoyez la demande telle quelle, sans Content-Encoding. Rien n’a été enregistré.",
    Word.METHOD_NOT_ALLOWED: "Cette adresse ne s’utilise pas de cette façon.",
    Word.NOTHING_HERE: "Il n’y a rien à cette adresse, ou elle ne vous est pas destinée.",
    Word.QUOTA_PAGES: (
        "Vous avez créé {most} pages dans cette campagne, autant que permis à une personne. Modifiez-en plutôt une."
    ),
    Word.QUOTA_DRAFTS: "Vous avez {most} brouillons, autant que permis à une personne. Soumettez-en ou jetez-en.",
    Word.QUOTA_COMMENTS: "Vous avez écrit {most} commentaires dans cette campagne, autant que permis à une personne.",
    Word.QUOTA_QUESTIONS: "Vous avez posé {most} questions dans cette campagne, autant que permis à une personne.",
    Word.QUOTA_JOBS: "Vous avez {most} tâches en cours, autant que permis à une personne. Attendez qu’une soit finie.",
    Word.QUOTA_ANSWERS: (
        "Vous avez envoyé {most} demandes avec une Idempotency-Key en 48 heures, autant que permis à une personne. "
        "Envoyez celle-ci sans clé, ou plus tard."
    ),
    Word.WORK_FULL: "Beaucoup de longs textes sont en cours de traitement. Réessayez dans {seconds} secondes.",
    Word.WORK_OF_ONE: (
        "Vous avez demandé plusieurs longs textes à la fois. Attendez les réponses, puis réessayez dans {seconds} s."
    ),
    Word.TOO_FREQUENT: "Plus de {most} requêtes en une minute. Réessayez dans {seconds} secondes.",
    Word.TOO_COSTLY: (
        "Il y faudrait plus de {seconds} secondes de calcul. Raccourcissez ou simplifiez le texte, ou faites-en deux."
    ),
    Word.DATABASE_AWAY: (
        "Rien n’a été enregistré. Réessayez dans quelques secondes ; l’exploitant en trouvera la raison dans le "
        "journal."
    ),
    Word.OUTCOME_UNKNOWN: (
        "La base de données a été perdue pendant l’enregistrement. Renvoyez la même demande avec la même "
        "Idempotency-Key : elle n’aura d’effet qu’une fois. Sans cette clé, vérifiez d’abord si elle en a eu un."
    ),
    Word.TABLES_OUTDATED: "La base de données n’a pas les tables de cette version. Lancez : bonsens migrate",
    Word.INTERNAL_ERROR: (
        "Rien n’a été enregistré. Indiquez le numéro de la demande à l’exploitant : la raison est dans le journal."
    ),
    Word.JOB_UNSTORED: (
        "La base de données n’a pas accepté le résultat. Réessayez ; l’exploitant trouvera la tâche {job} dans le "
        "journal."
    ),
    Word.JOB_BROKEN: "Indiquez à l’exploitant le numéro de cette tâche, {job} : la raison est dans le journal.",
    Word.JOB_TOO_LONG: (
        "La tâche a été abandonnée après {seconds} secondes. Cherchez un texte très long ou très étrange, ou demandez "
        "plus de temps à l’exploitant."
    ),
    Word.JOB_TOO_MUCH: (
        "La tâche a été abandonnée : il lui fallait plus de {megabytes} Mo de mémoire, ou son processus s’est arrêté. "
        "Cherchez un texte très long ou très étrange, ou demandez plus de mémoire à l’exploitant."
    ),
    Word.JOB_TRIED: (
        "La tâche a été tentée {tries} fois, et chaque fois le processus s’est arrêté. L’exploitant trouvera la tâche "
        "{job} dans le journal."
    ),
    Word.ETAG_MISSING: (
        "Lisez d’abord ce que vous voulez modifier, pour n’écraser le travail de personne sans l’avoir vu."
    ),
    Word.KEY_REUSED: (
        "Cette clé Idempotency-Key accompagnait déjà une autre demande. Prenez une nouvelle clé pour une nouvelle "
        "demande."
    ),
    Word.KEY_UNPRINTABLE: "Une clé Idempotency-Key se compose de caractères imprimables.",
    Word.CURSOR_FOREIGN: "Cet endroit n’appartient pas à cette liste. Reprenez-la au début.",
    Word.ANSWER_REDACTED: (
        "Cette demande a pris effet la première fois. Sa réponse contenait des mots retirés depuis ; elle n’est "
        "donc pas répétée."
    ),
    Word.MISTAKES: "Vérifiez ce que vous avez envoyé : {fields}.",
    Word.FIELD_MISSING: "Cela manque.",
    Word.FIELD_UNKNOWN: "Rien ne porte ce nom ici. Vérifiez l’orthographe.",
    Word.FIELD_INVALID: "Ce n’est pas ce qui est attendu ici.",
    Word.FIELD_UNKNOWN_NEAR: "Rien ne porte ce nom ici. Vouliez-vous dire « {near} » ?",
    Word.GIVEN_TWICE: "Cela est indiqué plusieurs fois. Indiquez-le une seule fois.",
    Word.BODY_UNEXPECTED: "Aucun contenu n’est attendu ici. Envoyez la demande sans contenu.",
    Word.FIXED_SLUG: "Ce nom ne peut pas changer : des adresses et des éditions l’utilisent.",
    Word.FIXED_PHASE: "Cela dépend de la période et ne se règle pas. Ouvrez, prolongez, fermez ou rouvrez la campagne.",
    Word.FIXED_HERE: "Cela ne se change pas ici. Ne l’indiquez pas.",
    Word.FIXED_KIND: "Une page garde le type avec lequel elle a été créée. Créez une autre page.",
    Word.FIXED_CAMPAIGN: "Une page reste dans sa campagne.",
    Word.FIXED_TEXT: "Un titre ou un texte ne se change pas ici. Modifiez la page.",
    Word.FIXED_HIDDEN: "Cela ne se change pas ici. Masquez la page, ou affichez-la de nouveau.",
    Word.FIXED_ACCEPTED: "Cela ne se change pas ici. Acceptez une version.",
    Word.FIXED_COMMENT: "Un commentaire reste où il a été fait, à propos de ce que son auteur voyait.",
    Word.FIXED_RESOLVED: "Cela ne se change pas ici. Marquez la discussion comme résolue.",
    Word.FIXED_COMMENT_HIDDEN: "Cela ne se change pas ici. Masquez le commentaire.",
    Word.FIXED_DELETED: "Cela ne se change pas ici. Retirez le commentaire.",
    Word.NOT_JSON: "Ce n’est pas du JSON valide.",
    Word.NOT_TEXT: "Indiquez un texte.",
    Word.NOT_WHOLE: "Indiquez un nombre entier.",
    Word.NOT_BOOLEAN: "Indiquez true (oui) ou false (non).",
    Word.NOT_LIST: "Indiquez une liste.",
    Word.NOT_OBJECT: "Indiquez un objet dont les membres ont un nom.",
    Word.NOT_DAY: "Indiquez un jour, comme 2026-06-30.",
    Word.NOT_TIME: "Indiquez une date et une heure, comme 2026-06-30T16:00:00Z.",
    Word.NOT_OFFERED: "Choisissez parmi : {choices}.",
    Word.TIME_WITHOUT_ZONE: "Précisez le fuseau horaire, comme dans 2026-06-30T16:00:00+02:00.",
    Word.TIME_BEYOND: "Cette date est en dehors des années 1 à 9999.",
    Word.TOO_SHORT: "Indiquez au moins {least:# caractère|# caractères}.",
    Word.TOO_LONG: "Indiquez au plus {most:# caractère|# caractères}.",
    Word.TOO_SMALL: "Indiquez {least} ou plus.",
    Word.TOO_GREAT: "Indiquez {most} ou moins.",
    Word.MALFORMED: "Cela n’a pas la forme attendue ici.",
    Word.SIGN_IN: "Identifiez-vous pour faire cela.",
    Word.SIGN_IN_EXPIRED: "Votre session a expiré. Identifiez-vous à nouveau.",
    Word.SIGN_IN_FROM_THE_FUTURE: (
        "Votre session est datée du futur. Vérifiez les horloges, puis identifiez-vous à nouveau."
    ),
    Word.SIGN_IN_TOO_LONG: "Votre jeton est trop long pour venir de ce service. Identifiez-vous à nouveau.",
    Word.SIGN_IN_FOREIGN: "Votre jeton n’a pas été émis par ce service. Identifiez-vous à nouveau.",
    Word.SIGN_IN_INVALID: "Votre jeton n’est pas valable. Identifiez-vous à nouveau.",
    Word.SIGN_IN_INCOMPLETE: "Votre jeton est incomplet. Identifiez-vous à nouveau.",
    Word.SIGN_IN_TIMELESS: "Votre jeton porte une date qu’aucune horloge n’indique. Identifiez-vous à nouveau.",
    Word.SIGN_IN_UNSUPPORTED: "Cette façon de s’identifier n’est pas prise en charge. Utilisez un jeton « Bearer ».",
    Word.SIGNED_OUT: (
        "Ce compte ne peut plus s’identifier, ou son mot de passe a été changé. Identifiez-vous à nouveau."
    ),
    Word.SESSION_ENDED: "Votre session est terminée. Identifiez-vous à nouveau.",
    Word.NO_SUCH_SESSION: "Vous n’avez pas cette session ; elle est peut-être déjà terminée.",
    Word.SECOND_FACTOR_NEEDED: (
        "Indiquez maintenant le code qu’affiche l’application de votre téléphone, ou l’un de vos codes de secours."
    ),
    Word.SECOND_FACTOR_WRONG: (
        "Ce code est incorrect ou a déjà servi. Attendez le suivant dans l’application, puis réessayez."
    ),
    Word.SECOND_FACTOR_MISSING: (
        "Ce site demande un second facteur à ses administrateurs, et vous n’en avez pas. L’exploitant le met en "
        "place : bonsens user second-factor"
    ),
    Word.SECOND_FACTOR_SET: "Vous avez déjà un second facteur. Retirez-le avant d’en mettre un autre en place.",
    Word.NO_SECOND_FACTOR: (
        "Aucun second facteur n’a été mis en place avec ce code. Recommencez, et tapez le code qu’affiche maintenant "
        "l’application."
    ),
    Word.TOKEN_WITHDRAWN: "Ce jeton personnel a été révoqué ou a expiré. Son propriétaire en crée un autre.",
    Word.NO_SUCH_TOKEN: "Vous n’avez pas ce jeton personnel ; il a peut-être déjà été révoqué.",
    Word.TOO_MANY_TOKENS: "Vous avez déjà {most} jetons personnels. Révoquez-en un qui ne sert plus.",
    Word.SCOPE_MISSING: "Ce jeton n’a pas été créé pour cela. Il en faut un de portée « {scope} ».",
    Word.IN_PERSON: "Aucun jeton ne permet cela. Identifiez-vous vous-même.",
    Word.COOKIE_TWICE: (
        "Votre navigateur a envoyé deux sessions, dont l’une n’est peut-être pas la vôtre. Supprimez les cookies de ce "
        "site, puis identifiez-vous à nouveau."
    ),
    Word.CONNECTION_INSECURE: (
        "D’autres pourraient écouter cette connexion. Ouvrez ce site par son adresse https ; s’il n’en a pas, "
        "l’exploitant en met une en place, ainsi que BONSENS_PUBLIC_URL."
    ),
    Word.CROSS_SITE: (
        "Cette demande vient d’une page d’un autre site que {here} ; rien n’a été fait. Recommencez sur ce site même ; "
        "si vous y êtes, l’exploitant vérifie BONSENS_PUBLIC_URL."
    ),
    Word.JSON_ONLY: "La session d’un navigateur n’accepte que du JSON. Envoyez Content-Type: application/json.",
    Word.CSRF_TOKEN_WRONG: (
        "Rien n’a été fait, car cette page n’est pas de votre session. Rechargez-la et recommencez ; un programme "
        "envoie le jeton que donne la session, dans X-CSRF-Token."
    ),
    Word.PASSWORD_WRONG: "L’identifiant ou le mot de passe est incorrect.",
    Word.TOO_MANY_ATTEMPTS: "Trop d’échecs d’identification. Réessayez dans {seconds:# seconde|# secondes}.",
    Word.SIGN_IN_BUSY: (
        "Beaucoup de personnes s’identifient en ce moment. Réessayez dans {seconds:# seconde|# secondes}."
    ),
    Word.SITE_ADMINS_ONLY: "Seul un administrateur du site peut faire cela.",
    Word.LAST_SITE_ADMIN: "« {username} » est le seul administrateur du site. Nommez-en d’abord un autre.",
    Word.NO_SUCH_USER: "Il n’y a pas d’utilisateur « {username} ».",
    Word.USERNAME_MALFORMED: (
        "Un identifiant compte de 1 à 64 caractères parmi a-z, 0-9, . _ @ - et commence par une lettre ou un chiffre."
    ),
    Word.USERNAME_TAKEN: "L’identifiant « {name} » est déjà pris. Choisissez-en un autre.",
    Word.MAIL_MALFORMED: (
        "Une adresse électronique contient un @, comme zoe@example.org, et avant lui ni espace, ni guillemet, ni "
        "accent."
    ),
    Word.PASSWORD_SHORT: (
        "Un mot de passe compte au moins {least} caractères. Quatre mots sans rapport entre eux en font un bon."
    ),
    Word.PASSWORD_LONG: "Un mot de passe compte au plus {most} caractères.",
    Word.PASSWORD_OF_NAMES: (
        "Ce mot de passe n’est guère plus que votre nom ou celui de ce site. Ajoutez des mots que personne n’y associe."
    ),
    Word.PASSWORD_COMMON: (
        "D’autres devineraient vite ce mot de passe. Prenez quatre mots sans rapport entre eux, ou laissez un "
        "gestionnaire de mots de passe en créer un."
    ),
    Word.NAME_LENGTH: "Un nom compte de 1 à {most} caractères.",
    Word.NAME_UNPRINTABLE: "Un nom ne peut contenir de caractères de contrôle.",
    Word.ME_CHANGED: "Votre compte a changé depuis votre lecture. Relisez-le.",
    # Signing in with the company.
    Word.PROVIDER_UNAVAILABLE: (
        "Le service avec lequel votre entreprise s’identifie ne répond pas. Réessayez dans une minute ; si cela "
        "persiste, prévenez votre administrateur."
    ),
    Word.SIGN_IN_ELSEWHERE: "Votre jeton a été émis pour un autre service. Identifiez-vous à nouveau.",
    Word.NO_SUCH_PROVIDER: ("Aucun service de ce nom ne sert à s’identifier ici."),
    Word.ACCOUNT_CLOSED: (
        "Ce compte est fermé : votre entreprise indique que vous l’avez quittée, ou un administrateur l’a fermé. Si "
        "c’est une erreur, prévenez votre administrateur."
    ),
    Word.ACCOUNT_MISSING: (
        "Votre entreprise vous a identifié, mais personne ne vous a encore créé de compte ici. "
        "Demandez-en un à votre administrateur."
    ),
    Word.ACCOUNT_NOT_LINKED: (
        "Un compte {username} existe déjà ici et n’est pas relié à vous dans votre entreprise. S’il est "
        "à vous, demandez à votre administrateur de le relier."
    ),
    Word.LINKED_ALREADY: "Le compte {username} ou cette personne est déjà relié à un autre.",
    Word.SIGN_IN_UNLINKED: (
        "Aucun compte ici ne correspond à ce jeton. Identifiez-vous une fois avec un navigateur, ou "
        "demandez à votre administrateur de relier un compte."
    ),
    Word.SIGN_ON_LOST: (
        "Ceci ne répond à aucune identification commencée dans ce navigateur il y a moins de dix "
        "minutes. Recommencez depuis la page d’identification."
    ),
    Word.SIGN_ON_DENIED: (
        "Votre entreprise ne vous a pas identifié, ou vous avez refusé. Recommencez depuis la page d’identification."
    ),
    Word.SIGN_ON_REFUSED: (
        "Le service d’identification de votre entreprise a refusé de vous laisser entrer ici. "
        "Recommencez ; si cela persiste, prévenez votre administrateur."
    ),
    Word.SIGN_ON_UNPROVEN: (
        "Ce que le service d’identification de votre entreprise dit de vous n’a pas pu être vérifié. "
        "Recommencez ; si cela persiste, prévenez votre administrateur."
    ),
    Word.NOT_A_PATH_OF_OURS: "doit être un chemin de ce service, par exemple /campaigns",
    Word.PROXY_NAMED_NOBODY: (
        "Le serveur placé devant ce service n’a pas dit qui vous êtes. Passez par l’adresse de votre entreprise."
    ),
    Word.LOGOUT_REPEATED: "Cette déconnexion a déjà été faite.",
    Word.NO_SUCH_CAMPAIGN: "Cette campagne n’existe pas.",
    Word.NO_SUCH_THEME: "La campagne n’a pas de thème « {theme} ».",
    Word.NO_SUCH_MEMBER: "« {username} » ne participe pas à cette campagne.",
    Word.LAST_CAMPAIGN_ADMIN: (
        "« {username} » est le seul administrateur de cette campagne. Donnez d’abord ce rôle à un autre participant."
    ),
    Word.NO_SUCH_CHAIN: "Ce journal d’audit n’existe pas.",
    Word.NO_SUCH_JOB: "Vous n’avez pas de tâche de ce numéro.",
    Word.JOIN_FIRST: "Rejoignez la campagne pour faire cela.",
    Word.BY_INVITATION: "Cette campagne est sur invitation. Demandez à l’un de ses administrateurs de vous y ajouter.",
    Word.ACCOUNT_BLOCKED: "Ce compte est bloqué : il peut lire, et rien d’autre.",
    Word.ROLE_TOO_LOW: "Votre rôle dans cette campagne, « {role:role} », ne le permet pas.",
    Word.ROLE_NEEDED: (
        "Dans cette campagne, il faut pour cela le rôle « {needed:role} » ; le vôtre est « {role:role} »."
    ),
    Word.PHASE_FORBIDS: "Ce n’est pas possible tant que la campagne est {phase:phase}.",
    Word.PHASE_NEEDS_ROLE: "Tant que la campagne est {phase:phase}, il faut pour cela le rôle « {needed:role} ».",
    Word.CORRECTIONS_CLOSED: (
        "Le guide est publié. Dès qu’un administrateur ouvre les corrections, les éditeurs peuvent le corriger pour la "
        "prochaine édition."
    ),
    Word.CORRECTIONS_CLOSED_DRAFT_KEPT: (
        "Le guide est publié. Dès qu’un administrateur ouvre les corrections, les éditeurs peuvent le corriger pour la "
        "prochaine édition. Votre texte est conservé comme brouillon."
    ),
    Word.CORRECTIONS_OPEN: "Les corrections sont déjà ouvertes.",
    Word.TOO_LATE: (
        "La campagne est {phase:phase} ; les contributeurs ne peuvent écrire que tant que la période d’écriture est "
        "ouverte."
    ),
    Word.TOO_LATE_DRAFT_KEPT: (
        "La campagne est {phase:phase} ; les contributeurs ne peuvent écrire que tant que la période d’écriture est "
        "ouverte. Votre texte est conservé comme brouillon."
    ),
    Word.VOTING_CLOSED: "Le vote est clos.",
    Word.RELEASE_TOO_EARLY: (
        "Fermez la période d’écriture et attendez la fin du vote avant de composer l’édition définitive. Une épreuve "
        "peut être composée à tout moment."
    ),
    Word.WINDOW_HAS_OPENED: (
        "La période d’écriture est ouverte : prolongez-la, fermez-la ou rouvrez-la, en indiquant un motif."
    ),
    Word.SEAL_PROMISED: "Il a été promis que les décomptes resteraient secrets jusqu’à la fin du vote.",
    Word.EXTENSION_ENDS_EARLIER: (
        "Une prolongation doit finir plus tard que la période actuelle. Pour finir plus tôt, fermez-la."
    ),
    Word.CLOSE_IN_THE_PAST: "La période d’écriture doit se terminer dans le futur.",
    Word.VOTING_CLOSE_IN_THE_PAST: "Le vote doit se terminer dans le futur, et pas plus tôt que prévu aujourd’hui.",
    Word.VOTES_COUNTED: "Le vote est clos : la façon de compter est fixée. Rouvrez le vote pour la changer.",
    Word.UNTIL_UNREADABLE: ("« {text} » n’est ni un jour ni une heure ; écrivez 2026-12-31 ou 2026-12-31T18:00."),
    Word.DAY_SKIPPED: ("Le {day} n’existe pas pour {zone} : le calendrier saute ce jour. Indiquez un autre jour."),
    Word.TIME_SKIPPED: (
        "{time} n’existe pas pour {zone} : on avance alors les horloges. Indiquez une autre heure, par exemple {shown}."
    ),
    Word.TIME_TWICE: (
        "{time} existe deux fois pour {zone}, car on recule alors les horloges. Précisez : {first} ou {second}."
    ),
    Word.CLOSE_MISSING: "Indiquez quand la période d’écriture se termine.",
    Word.WINDOW_HALF: "Indiquez à la fois le début et la fin de la période d’écriture, ou aucun des deux.",
    Word.WINDOW_BACKWARDS: "La période d’écriture doit se terminer après son début.",
    Word.VOTING_ENDS_EARLY: (
        "Le vote ne peut finir avant la période d’écriture ; indiquez donc aussi quand celle-ci se termine."
    ),
    Word.TIME_ZONE_UNKNOWN: "« {zone} » n’est pas un fuseau horaire ; indiquez-en un comme Europe/Paris.",
    Word.SLUG_TAKEN: "Le nom « {name} » est déjà pris. Choisissez-en un autre.",
    Word.CAMPAIGN_NOT_EMPTY: "La campagne ne peut pas être supprimée. Pages : {pages} ; brouillons : "
    "{drafts}. Archivez-la plutôt : elle quitte la liste des campagnes, et rien n’est perdu.",
    Word.THEME_NOT_EMPTY: "Le thème contient encore des pages. Déplacez-les d’abord vers un autre thème.",
    Word.FIELD_EMPTY: "Cela ne peut rester vide.",
    Word.NO_SUCH_PAGE: "Cette page n’existe pas.",
    Word.PAGE_MERGED: "Ce conseil a été fondu dans un autre. Lisez plutôt celui-là.",
    Word.MERGE_ANOTHER: "Indiquez un autre conseil de la même campagne.",
    Word.MERGE_TIPS_ONLY: "Seuls des conseils peuvent être fondus l’un dans l’autre.",
    Word.MERGE_HIDDEN: "L’un des deux conseils est masqué. Affichez-le d’abord.",
    Word.HIDDEN_WITHOUT_REASON: "Un éditeur a masqué la page sans donner de motif.",
    Word.NO_SUCH_REVISION: "Cette version n’existe pas.",
    Word.NO_SUCH_NUMBER: (
        "La page n’a pas de version « {name} ». Indiquez un numéro, ou demandez la version acceptée ou la plus récente."
    ),
    Word.NO_SUCH_DRAFT: "Vous n’avez pas de brouillon de ce numéro.",
    Word.NOT_ACCEPTED_YET: (
        "Aucun texte de cette page n’a encore été accepté. Vous pouvez lire le texte le plus récent à la place."
    ),
    Word.NO_TEXT_THEN: "La page n’avait pas un tel texte à ce moment-là.",
    Word.TITLE_MISSING: "Donnez un titre à la page.",
    Word.TITLE_LONG: "Le titre compte {length} caractères ; {most} au plus sont permis. Raccourcissez-le.",
    Word.TITLE_MANY_LINES: "Le titre doit tenir sur une seule ligne, sans caractères de contrôle.",
    Word.SUMMARY_LONG: "Le résumé compte {length} caractères ; {most} au plus sont permis. Raccourcissez-le.",
    Word.TEXT_LONG: (
        "Le texte compte {size} octets ; {limit} au plus sont permis. Raccourcissez-le, ou répartissez-le sur "
        "deux pages."
    ),
    Word.TEXT_MANY_LINES: (
        "Le texte compte {lines} lignes ; {most} au plus sont permises. Raccourcissez-le, ou répartissez-le sur "
        "deux pages."
    ),
    Word.TEXT_MANY_MARKS: (
        "La ligne {line} a un caractère qui porte plus de {most} signes, tels que des accents. Supprimez-en."
    ),
    Word.TEXT_MANY_BRACKETS: (
        "Le texte compte {brackets} crochets ouvrants ; {most} au plus sont permis. Raccourcissez-le, ou "
        "répartissez-le sur deux pages."
    ),
    Word.NUL_CHARACTER: "Le texte contient un caractère NUL, qui ne peut être enregistré. Supprimez-le.",
    Word.HALF_A_CHARACTER: (
        "Le caractère {place} n’est que la moitié d’un caractère et ne peut être enregistré. Saisissez-le à nouveau."
    ),
    Word.PASSAGE_BEYOND: (
        "Le texte finit au caractère {length}, le passage au caractère {end}. Sélectionnez à nouveau le passage."
    ),
    Word.PASSAGE_BACKWARDS: (
        "Le passage commencerait au caractère {start} et finirait au caractère {end}. Sélectionnez au moins un "
        "caractère."
    ),
    Word.PASSAGE_HALF: "Un passage a besoin d’un début et d’une fin.",
    Word.REVISION_FOREIGN: "La version {revision} n’appartient pas à cette page.",
    Word.BASE_MISSING: "Indiquez de quelle version part votre brouillon.",
    Word.PAGE_NOT_MADE_YET: "Ce brouillon est celui d’une page qui n’existe pas encore ; il ne part d’aucune version.",
    Word.DRAFT_STALE: (
        "Le brouillon a été modifié ailleurs, peut-être dans une autre fenêtre. Relisez-le ; rien n’a été écrasé."
    ),
    Word.THEME_NEEDED: "Une page du genre « {kind:kind} » appartient à un thème. Choisissez-en un.",
    Word.THEME_UNWANTED: "Une page du genre « {kind:kind} » appartient à toute la campagne, et non à un thème.",
    Word.PLACE_TAKEN: "Il y a déjà ici une page du genre « {kind:kind} ». Modifiez celle-là.",
    Word.PIN_REASON_WITHOUT_PIN: (
        "Seule une page épinglée peut avoir un motif d’épinglage. Épinglez-la aussi, ou omettez le motif."
    ),
    Word.EDIT_CONFLICT: (
        "Quelqu’un a modifié le même passage pendant que vous écriviez. Votre texte est conservé comme brouillon. "
        "Choisissez une formulation pour chaque passage en litige, puis envoyez le brouillon."
    ),
    Word.UNDO_CONFLICT: (
        "Des modifications plus récentes touchent le même passage ; celle-ci ne peut être annulée seule. Modifiez "
        "plutôt la page."
    ),
    Word.FIRST_REVISION_STAYS: ("La première version a créé la page et ne peut être annulée. Masquez plutôt la page."),
    Word.ATTRIBUTION_MISSING: (
        "On ne sait pas encore qui a écrit ce texte. L’exploitant peut l’établir avec : bonsens attribution rebuild"
    ),
    Word.REVISION_REDACTED: (
        "Le texte de la version {number} a été retiré ; rien ne peut y être comparé ni en être tiré."
    ),
    Word.REDACTED_UNACCEPTABLE: (
        "Le texte ou le titre de la version {revision} a été retiré. Acceptez une version plus récente ; si la "
        "page n’a plus de titre, donnez-lui-en d’abord un."
    ),
    Word.TEXT_REDACTED: (
        "Ce texte même a été retiré comme illicite et ne peut être enregistré à nouveau. Rien n’a été enregistré."
    ),
    Word.PAGE_CHANGED: "Quelqu’un a modifié la page depuis votre lecture. Relisez-en le dernier état.",
    Word.CAMPAIGN_CHANGED: "Quelqu’un a modifié la campagne depuis votre lecture. Relisez-la.",
    Word.THEME_CHANGED: "Quelqu’un a modifié le thème depuis votre lecture. Relisez-le.",
    Word.TIPS_ONLY: "Seuls les conseils peuvent être soutenus.",
    Word.ANNOUNCED_ALREADY: "La campagne est déjà annoncée : toutes les personnes à qui elle s’adresse la voient.",
    Word.NOTHING_TO_CONFIRM: "Vous ne soutenez pas ce conseil ; il n’y a rien à confirmer. Soutenez-le d’abord.",
    Word.SUPPORT_BUDGET: (
        "Vous soutenez {used:# conseil|# conseils}, et cette campagne en permet {budget} à chacun. Retirez un soutien "
        "pour en donner un autre."
    ),
    Word.REASON_MISSING: "Indiquez pourquoi, afin que l’auteur comprenne.",
    Word.OVERRULING_REASON_MISSING: "Les votes n’ont pas accepté cette version. Indiquez pourquoi vous l’acceptez.",
    Word.CORRECTION_REASON_MISSING: (
        "Indiquez ce que cela corrige et pourquoi : la prochaine édition le dira à ses lecteurs."
    ),
    Word.ACCEPTED_ALREADY: "Cette version est déjà acceptée.",
    Word.UNACCEPT_FIRST: "Cette version est acceptée. Retirez d’abord l’acceptation.",
    Word.NOT_THE_ACCEPTED_ONE: "Seule l’acceptation de la version acceptée peut être retirée.",
    Word.OLDER_REVISION: (
        "La version {head} est la plus récente. Acceptez-la, ou confirmez que c’est bien l’ancienne que vous "
        "choisissez."
    ),
    Word.OWN_REVISION: "Vous avez écrit cette version. Dans cette campagne, un autre éditeur doit l’accepter.",
    Word.YOUR_CONSENT_STANDS: "Vous avez déjà accepté cette version. Un autre éditeur doit l’accepter aussi.",
    Word.VOTES_DECIDE: (
        "Dans cette campagne, ce sont les votes qui acceptent, et les éditeurs ne peuvent passer outre."
    ),
    Word.DECIDED_MEANWHILE: "Quelqu’un a pris une décision sur cette page depuis votre lecture. Relisez la version.",
    Word.ACCEPTED_BY_VOTES: (
        "Acceptée par les votes : {approve} voix favorables sur {ballots} ({share} %). Il en fallait {percent} % sur "
        "au moins {quorum:# bulletin|# bulletins}."
    ),
    Word.ACCEPTED_BY_VOTES_OF_DEPARTMENTS: (
        "Acceptée par les votes : {approve} voix favorables sur {ballots} ({share} %). Il en fallait {percent} % sur "
        "au moins {quorum:# bulletin|# bulletins}, de {departments} services."
    ),
    Word.ACCEPTED_BY_VOTES_UNDER_SEAL: (
        "Acceptée par les votes. Il fallait {percent} % sur au moins {quorum:# bulletin|# bulletins}."
    ),
    Word.ACCEPTED_BY_VOTES_OF_DEPARTMENTS_UNDER_SEAL: (
        "Acceptée par les votes. Il fallait {percent} % sur au moins {quorum:# bulletin|# bulletins}, de {departments} "
        "services."
    ),
    Word.ACCEPTED_AT_ONCE: "Dans cette campagne, chaque version est acceptée dès son enregistrement.",
    Word.ACCEPTED_BEFORE: "C’était le texte accepté de la campagne dont celle-ci est la copie.",
    Word.EXCLUDED_BEFORE: "Elle n’était pas dans le guide de la campagne dont celle-ci est la copie.",
    Word.VIEW_BEFORE: "Avant",
    Word.VIEW_AFTER: "Après",
    Word.VIEW_INSERTED: "ajouté",
    Word.VIEW_DELETED: "supprimé",
    Word.VIEW_MOVED_AWAY: "déplacé d’ici, {number}",
    Word.VIEW_MOVED_HERE: "déplacé vers ici, {number}",
    Word.VIEW_SPACE: "espace",
    Word.VIEW_NO_BREAK_SPACE: "espace insécable",
    Word.VIEW_TAB: "tabulation",
    Word.VIEW_LINE_FEED: "saut de ligne",
    Word.VIEW_CARRIAGE_RETURN: "retour chariot",
    Word.VIEW_UNSEEN: "caractère invisible, U+{code}",
    Word.VIEW_WHO_WROTE_WHAT: "Qui a écrit quoi",
    Word.VIEW_REVISION: "Version {number}",
    Word.VIEW_OF_PAGE: "de {page}",
    Word.VIEW_IN_CAMPAIGN: "dans {campaign}",
    Word.VIEW_TOKENS: "Mots et signes : {count}",
    Word.VIEW_CONTRIBUTORS: "Contributeurs",
    Word.VIEW_NO_TEXT: "Il n’y a pas de texte.",
    Word.VIEW_BACK: "Retour au texte",
    Word.VIEW_NOT_NAMED: "Sans nom",
    Word.CHART_DAYS: "Textes enregistrés chaque jour",
    Word.CHART_THEMES: "Participants par thème",
    Word.CHART_DEPARTMENTS: "Participants par service",
    Word.CHART_NO_DEPARTMENT: "Sans service indiqué",
    Word.CHART_OTHERS: "Tous les autres",
    Word.CHART_NOTHING: "Rien à montrer pour l’instant : les groupes de moins de cinq personnes ne sont pas montrés.",
    Word.NO_EDITOR_YET: "Aucun éditeur n’a accepté cette version.",
    Word.ANOTHER_EDITOR_NEEDED: (
        "{accepted:# éditeur a accepté|# éditeurs ont accepté} cette version sur {needed} ; il en faut encore un."
    ),
    Word.EDITORS_NEEDED: (
        "{accepted:# éditeur a accepté|# éditeurs ont accepté} cette version sur {needed} ; il en faut deux."
    ),
    Word.BALLOTS_NEEDED: "Il manque {more:# bulletin|# bulletins} : {ballots} sur {quorum}.",
    Word.APPROVAL_NEEDED: "{percent} % des bulletins approuvent ; il en faut {needed} %.",
    Word.NOBODY_APPROVED: "Personne n’a approuvé cette version.",
    Word.DEPARTMENTS_NEEDED: "Les approbations viennent de {departments:# service|# services} ; il en faut {needed}.",
    Word.NEWER_NEEDED: "La version {accepted} est acceptée ; les votes n’en acceptent qu’une plus récente.",
    Word.LATER_SAVED: "La version {latest} a été enregistrée ensuite et a pris sa place.",
    Word.VETO_STANDS: (
        "Un éditeur a rejeté cette version ou en a retiré l’acceptation ; seuls des éditeurs peuvent "
        "désormais l’accepter."
    ),
    Word.TIP_HIDDEN: "masqué",
    Word.TIP_EXCLUDED: "écarté : {reason}",
    Word.TIP_NOT_ACCEPTED: "aucun texte n’a encore été accepté",
    Word.TIP_PINNED: "épinglé",
    Word.TIP_PINNED_FOR: "épinglé : {reason}",
    Word.TIP_ACCEPTED: "accepté",
    Word.TIP_UNDER_SEAL: "dans une épreuve ; on saura lesquels des {places} sont dans le guide à la fin du vote",
    Word.TIP_AMONG_FIRST: "{support:# soutien|# soutiens}, parmi les {places} premiers",
    Word.TIP_NOT_AMONG_FIRST: "{support:# soutien|# soutiens}, pas parmi les {places} premiers",
    Word.TIP_AMONG_FIRST_TOGETHER: (
        "{support:# soutien|# soutiens} (et {older} sur d’autres textes), parmi les {places} premiers"
    ),
    Word.TIP_NOT_AMONG_FIRST_TOGETHER: (
        "{support:# soutien|# soutiens} (et {older} sur d’autres textes), pas parmi les {places} premiers"
    ),
    Word.TIP_WAITING: "la version {revision} attend une décision",
    Word.NO_DISCUSSION: "Il n’y a pas ici de discussion que vous puissiez lire.",
    Word.NO_SUCH_COMMENT: "Ce commentaire n’existe pas.",
    Word.COMMENT_EMPTY: "Écrivez quelque chose.",
    Word.COMMENT_LONG: "Le commentaire compte {length} caractères ; {most} au plus sont permis. Raccourcissez-le.",
    Word.COMMENT_OF_ITS_AUTHOR: "Seul son auteur peut modifier ou supprimer un commentaire.",
    Word.THREAD_OF_ITS_AUTHOR: (
        "Seule la personne qui a ouvert un fil, ou un éditeur, peut le déclarer résolu ou le rouvrir."
    ),
    Word.COMMENT_HIDDEN: "Ce commentaire est masqué ; on ne peut pas y répondre.",
    Word.COMMENT_DELETED: "Ce commentaire a été supprimé.",
    Word.COMMENT_DELETED_ALREADY: "Ce commentaire est déjà supprimé.",
    Word.COMMENT_UNHIDEABLE: "Ce commentaire est déjà masqué, ou il a été supprimé.",
    Word.COMMENT_NOT_HIDDEN: "Ce commentaire n’est pas masqué.",
    Word.THREAD_UNRESOLVABLE: "Seul un fil entier encore ouvert peut être déclaré résolu, et non une réponse isolée.",
    Word.THREAD_NOT_REOPENED: (
        "Seul un fil résolu peut être rouvert, et seul un éditeur peut rouvrir un fil qu’un éditeur a déclaré résolu."
    ),
    Word.THREAD_FULL: "Ce fil compte {limit} réponses, le maximum permis. Ouvrez-en un autre.",
    Word.PARENT_ABSENT: "Il n’y a pas de commentaire {comment} sur cette page.",
    Word.PARENT_IS_REPLY: "Le commentaire {comment} est lui-même une réponse. Répondez plutôt au commentaire {thread}.",
    Word.COMMENT_CHANGED: (
        "Quelqu’un a modifié ce commentaire depuis votre lecture. Relisez-le ; rien n’a été écrasé."
    ),
    Word.NO_SUCH_QUESTION: "Cette question n’existe pas.",
    Word.NO_SUCH_HALL: (
        "Aucune séance n’a ce code. Comparez-le avec l’écran : elle est peut-être terminée, "
        "ou le code s’écrit autrement."
    ),
    Word.NO_SUCH_RECEIPT: (
        "Aucune question ne correspond à ce reçu. Ouvrez le lien entier qui vous a été donné en posant la question."
    ),
    Word.QUESTION_EMPTY: "Écrivez votre question.",
    Word.QUESTION_LONG: (
        "La question compte {length} caractères ; {most} au plus sont permis. Raccourcissez-la, ou posez-en deux."
    ),
    Word.QUESTION_CHANGED: "Quelqu’un a traité cette question depuis votre lecture. Relisez-la ; rien n’a été écrasé.",
    Word.QUESTION_NOT_OPEN: "Cette question est déjà traitée. Rouvrez-la d’abord.",
    Word.QUESTION_OPEN: "Cette question est encore ouverte.",
    Word.QUESTION_HIDDEN: "Cette question est masquée. Affichez-la d’abord de nouveau.",
    Word.QUESTION_NOT_HIDDEN: "Cette question n’est pas masquée.",
    Word.QUESTION_MERGED_SUPPORT: (
        "Cette question a été fusionnée. Soutenez celle qui l’a reprise, la question {question}."
    ),
    Word.DISPOSITION_SILENT: (
        "Dites à la personne qui a posé la question ce qu’elle est devenue, au moins en une phrase."
    ),
    Word.DISPOSITION_TIPLESS: (
        "Aucun conseil ne répond encore à cette question. Nommez-en un dans answers, ou choisissez une autre issue."
    ),
    Word.DISPOSITION_INTO_MISSING: "Nommez la question avec laquelle celle-ci est fusionnée.",
    Word.DISPOSITION_INTO_UNFIT: (
        "La question {question} ne peut pas reprendre celle-ci : c’est la même, elle est masquée, déjà fusionnée, "
        "ou d’une autre campagne."
    ),
    Word.DISPOSITION_INTO_SURPLUS: "Seule une question fusionnée est reprise par une autre. Retirez ce champ.",
    Word.ANSWER_NO_TIP: "Il n’y a pas de conseil {page} dans cette campagne.",
    Word.ANSWERS_MANY: "{most} conseils au plus répondent à une question. Retirez-en un qui en dit moins.",
    Word.ANSWER_NOT_LINKED: "Ce conseil n’est pas lié à la question.",
    Word.ANSWER_OF_ANOTHER: "Quelqu’un d’autre a lié ce conseil. Cette personne, ou un éditeur, peut retirer le lien.",
    Word.ANSWER_LAST: (
        "C’est le dernier conseil qui répond à la question. Rouvrez d’abord la question, ou liez un autre conseil."
    ),
    Word.HALL_CODE_UNFIT: "Un code compte de {least} à {most} lettres sans accent et chiffres, comme NANTERRE3.",
    Word.HALL_CODE_TAKEN: "Une autre séance a le code {code}. Choisissez-en un autre.",
    Word.HALL_CLOSED: (
        "Cette séance ne prend plus de questions. Si vous en avez posé une, votre reçu montre ce qu’elle devient."
    ),
    Word.HALL_CHANGED: "Quelqu’un a modifié cette séance depuis votre lecture. Relisez-la ; rien n’a été écrasé.",
    Word.HALL_FULL: (
        "Cette séance compte {most} questions, le maximum. Parcourez-les et dites laquelle est aussi la vôtre."
    ),
    Word.HALL_DEVICE_FULL: (
        "Cet appareil a posé {most} questions dans cette séance, le maximum permis. Laissez la parole aux autres."
    ),
    Word.HALL_BUSY: (
        "Beaucoup de personnes posent leur question en ce moment. Gardez la vôtre et renvoyez-la "
        "dans {seconds} secondes."
    ),
    Word.LINE_REPEATED: (
        "Cette question figure déjà à la ligne {line}, pour la même séance. Supprimez l’une des deux."
    ),
    Word.LINE_DATE: "Écrivez la date comme 2026-12-01 ou 01/12/2026.",
    Word.LINE_PLACE_LONG: "Le lieu compte plus de {most} caractères. Raccourcissez-le.",
    Word.PASSAGE_BLANK: "Le passage ne contient aucun mot. Omettez-le pour retirer tout le texte.",
    Word.PASSAGE_ABSENT: "Cette version ne contient pas le passage. Copiez-le exactement.",
    Word.PASSAGE_TOO_COMMON: (
        "Le passage figure dans {found} versions ; {most} au plus peuvent être traitées à la fois. Donnez-en plus "
        "de mots."
    ),
    Word.REDACTION_REASON_MISSING: "Indiquez pourquoi : le motif est conservé avec le retrait.",
    Word.REASON_REPEATS_PASSAGE: "Le motif est conservé pour toujours ; il ne doit donc pas répéter le passage.",
    Word.REDACTED_ALREADY: "Le texte de cette version a déjà été retiré.",
    Word.NOTHING_TO_REDACT: (
        "Cette version n’a pas de texte. Indiquez plutôt un passage de son titre ou de son résumé."
    ),
    Word.STANDS_ELSEWHERE: (
        "Le même texte figure dans une autre campagne, dont vous n’êtes pas administrateur. Un administrateur du site "
        "peut le retirer des deux."
    ),
    Word.STANDS_IN_CAMPAIGN: (
        "Le même texte figure dans la campagne {campaign}, dont vous n’êtes pas administrateur. Un administrateur du "
        "site peut le retirer des deux."
    ),
    Word.SAME_TEXT_ELSEWHERE: (
        "Le même texte a été enregistré entre-temps dans une autre campagne. Regardez à nouveau l’aperçu."
    ),
    Word.REDACTION_CHANGED: "Ce qu’un retrait toucherait a changé depuis l’aperçu. Regardez-le à nouveau.",
    Word.ACCOUNT_CHANGED: "Quelqu’un a modifié ces pages depuis l’aperçu. Regardez-le à nouveau.",
    Word.NO_SUCH_EDITION: "Cette édition n’existe pas.",
    Word.NO_SUCH_ARTEFACT: "L’édition n’a pas de fichier « {name} ».",
    Word.NOTHING_ACCEPTED: "Aucun texte n’a encore été accepté ; il n’y a rien à composer.",
    Word.STILL_ACCEPTING: (
        "Des textes sont acceptés pendant la composition. Réessayez quand les éditeurs auront terminé."
    ),
    Word.RENDERER_MISSING: "Il manque ici un élément dont le guide a besoin. {missing}",
    Word.GLYPHS_MISSING: (
        "Les polices du guide n’ont pas de dessin pour : {characters}. Le PDF porte des cases à leur place. Remplacez "
        "ces caractères dans : {pages}."
    ),
    Word.GLYPHS_MISSING_OUTSIDE_PAGES: (
        "Les polices du guide n’ont pas de dessin pour : {characters}. Le PDF porte des cases à leur place. Remplacez "
        "ces caractères dans les réglages ou les thèmes."
    ),
    Word.NOTICE_HTML: "Le HTML est montré tel qu’il est écrit, sans être interprété : {tag}",
    Word.NOTICE_IMAGE: "Un guide n’a pas d’images. Celle-ci est remplacée par ses mots : {words}",
    Word.NOTICE_PICTURE: "Un guide n’a pas d’images, et celle-ci, collée, n’a pas de mots : il n’en reste rien.",
    Word.NOTICE_LINK: "Cette adresse ne mène nulle part depuis un guide ; seuls les mots du lien restent : {address}",
    Word.NOTICE_PLACE: (
        "Le texte n’a pas de titre de ce nom et le guide pas de telle page ; seuls les mots du lien restent : {address}"
    ),
    Word.NOTICE_PAGE: (
        "Le texte n’a pas de titre de ce nom. Dans un guide, le lien mène à la page de ce nom : {address}"
    ),
    Word.NOTHING_TOLD: "Rien n’a été laissé de côté, et tout est montré tel qu’il est écrit.",
    Word.NOTICE_GLYPH: "Aucune police du guide n’a le caractère {character} ; il ne peut pas être imprimé.",
    Word.NOTICE_EMPTY: "Le texte n’a aucun mot ; il n’y a que son titre à imprimer.",
    Word.BELOW_TARGET: (
        "Le thème « {theme} » a {taken:# conseil retenu|# conseils retenus} ; son objectif est de {target}."
    ),
    Word.TIP_REWRITTEN: (
        "{changed} % de ce conseil ont changé depuis le vote, qui portait sur la version {voted}. Dites pourquoi il "
        "est imprimé malgré tout, ou acceptez un texte plus proche de cette version."
    ),
    Word.NOTHING_REWRITTEN: "Aucun texte de cette page n’a encore été accepté : il n’y a rien à motiver.",
    Word.RELEASE_REFUSED: (
        "Le contrôle avant impression a trouvé {errors:# erreur|# erreurs} ; voyez : {pages}. Corrigez ce qu’il "
        "signale, ou dites pourquoi le guide paraît malgré tout."
    ),
    Word.RELEASE_REFUSED_OUTSIDE_PAGES: (
        "Le contrôle avant impression a trouvé {errors:# erreur|# erreurs} dans les réglages ou les thèmes. Corrigez "
        "ce qu’il signale, ou dites pourquoi le guide paraît malgré tout."
    ),
    Word.PROOF_NEEDS_NO_OVERRIDE: "Seule l’édition définitive peut être refusée ; une épreuve se passe de raison.",
    Word.UNPRINTABLE_SOMEWHERE: (
        "Le fichier {file} n’a pas pu être produit. L’exploitant en trouvera la raison dans le journal."
    ),
    Word.UNPRINTABLE_PAGE: (
        "La page « {page} » empêche de produire le fichier {file}. Raccourcissez-la ou reformulez-la, "
        "puis acceptez-la à nouveau."
    ),
    Word.UNPRINTABLE_LINE: (
        "La page « {page} » empêche de produire le fichier {file} : voyez le paragraphe qui commence à "
        "la ligne {line}. Reformulez-le, puis acceptez la page à nouveau."
    ),
    Word.FILE_UNREADABLE: "{path} est illisible : {reason}",
    Word.AUTHOR_ENTRY_UNREADABLE: (
        "« {entry} » ne dit pas de quel compte il s’agit. Écrivez le nom de l’auteur, « = » et un identifiant."
    ),
    Word.AUTHOR_TWO_ACCOUNTS: "« {name} » correspond à « {first} » et à « {second} ». Indiquez un seul compte.",
    Word.AUTHOR_ACCOUNT_UNKNOWN: (
        "Il n’y a pas de compte « {username} » à créditer de ce que « {name} » a écrit. Créez-le d’abord, ou "
        "indiquez-en un autre."
    ),
    Word.AUTHORS_HAVE_ACCOUNTS: (
        "Ces auteurs portent le nom de comptes, et le guide les remercierait deux fois : {names}. Dites pour chacun "
        "qui c’est : « {name}={username} », ou « {name}= » pour un homonyme."
    ),
    Word.TITLE_MAIL_OFF: "Ce service n’envoie pas de courriels",
    Word.TITLE_INVITATION_OVER: "Cette entrée est fermée",
    Word.NO_SUCH_INVITATION: (
        "Cette invitation n’existe pas. Copiez le lien entier du courriel, ou demandez-en une autre."
    ),
    Word.DEPARTMENT_UNKNOWN: "Personne n’est du service « {department} ». Écrivez-le comme dans les comptes.",
    Word.NO_SUCH_JOIN_CODE: "Ce code n’existe pas. Vérifiez-le, ou demandez à la personne qui vous l’a donné.",
    Word.NO_SUCH_DEPARTMENT: "Aucun service ne participe sous cet identifiant.",
    Word.INVITATION_ACCEPTED: "Cette invitation a déjà été acceptée. Identifiez-vous.",
    Word.INVITATION_REVOKED: ("Cette invitation a été retirée. Demandez-en une autre à la personne qui vous a invité."),
    Word.INVITATION_EXPIRED: "Cette invitation a expiré. Demandez-en une autre à la personne qui vous a invité.",
    Word.INVITATION_FOR_ANOTHER: (
        "Cette invitation est pour un autre compte que le vôtre. Déconnectez-vous, puis rouvrez le lien."
    ),
    Word.INVITATION_MAIL_HAS_ACCOUNT: (
        "Il y a un compte pour cette adresse électronique. Identifiez-vous, puis rouvrez le lien."
    ),
    Word.INVITATION_BRING_NOTHING: (
        "Vous êtes identifié ; l’invitation est donc pour votre compte. N’indiquez pas cela, ou déconnectez-vous "
        "d’abord."
    ),
    Word.INVITATION_ANSWERED: "Cette invitation a reçu une réponse ; elle ne peut plus changer.",
    Word.MAIL_TAKEN: "L’adresse électronique « {mail} » appartient à un autre compte.",
    Word.MAIL_OFF: "Ce service n’envoie pas de courriels. Adressez-vous à un administrateur du site.",
    Word.TOO_MANY_GUESSES: "Trop de liens ou de codes erronés. Réessayez dans {seconds:# seconde|# secondes}.",
    Word.NO_SUCH_RESET: "Ce lien n’est pas valable, ou ne l’est plus. Demandez-en un autre.",
    Word.ADDRESS_TOO_OFTEN: (
        "Plusieurs courriels de confirmation sont en route. Ouvrez l’un d’eux, ou réessayez dans {seconds} secondes."
    ),
    Word.RESET_TOO_OFTEN: (
        "Un lien a été demandé plusieurs fois pour ce compte. Consultez vos courriels, ou réessayez dans "
        "{seconds:# seconde|# secondes}."
    ),
    Word.LINE_TWICE: "Cette adresse figure déjà à la ligne {line}, pour la même campagne. Supprimez l’une des deux.",
    Word.LIST_UNREADABLE: "Ce fichier n’est pas du texte. Enregistrez-le au format « CSV UTF-8 » et réessayez.",
    Word.LIST_LONG: "Une liste compte au plus {most} lignes. Partagez le fichier.",
    Word.LIST_BROKEN: (
        "La ligne {line} est mal formée, peut-être par un guillemet de trop. Enregistrez le fichier à nouveau en CSV."
    ),
    Word.COLUMN_UNKNOWN: (
        "La colonne « {name} » est inconnue. Nommez-la comme l’une de celles-ci, ou supprimez-la : {known}."
    ),
    Word.COLUMN_UNKNOWN_NEAR: (
        "La colonne « {name} » est inconnue ; vouliez-vous dire « {near} » ? Nommez-la comme l’une de celles-ci, ou "
        "supprimez-la : {known}."
    ),
    Word.COLUMN_MISSING: "La colonne « {name} » manque. La ligne {line} nomme les colonnes ; ajoutez-la.",
    Word.NO_SUCH_CAMPAIGN_NAMED: "Il n’y a pas de campagne « {name} ». Écrivez son nom comme dans son adresse.",
    Word.ROLE_WITHOUT_CAMPAIGN: "Un rôle se tient dans une campagne. Indiquez laquelle.",
    Word.USERNAME_OF_ANOTHER: (
        "L’identifiant « {name} » appartient à quelqu’un qui a une autre adresse. Choisissez-en un autre."
    ),
    Word.CODE_OVER: "Ce code n’est plus valable. Demandez-en un autre à la personne qui vous l’a donné.",
    Word.CODE_OF_DEPARTMENT: (
        "Ce code est pour les personnes du service « {department} ». Identifiez-vous d’abord avec votre compte ; "
        "s’il indique un autre service, demandez à la personne qui vous a donné le code."
    ),
    Word.CODE_ENDS_EARLY: "Un code vaut au moins une minute. Indiquez un moment plus tardif.",
    Word.NEWS_CAMPAIGN_CREATED: "La campagne a été créée.",
    Word.NEWS_ANNOUNCED: "La campagne a été annoncée.",
    Word.NEWS_ARCHIVED: "La campagne a été archivée.",
    Word.NEWS_UNARCHIVED: "La campagne a été sortie des archives.",
    Word.NEWS_CONFIGURED: "Les réglages de la campagne ont changé.",
    Word.NEWS_WINDOW_OPENED: "La période d’écriture est ouverte : chacun peut écrire.",
    Word.NEWS_WINDOW_EXTENDED: "Il reste plus de temps pour écrire : la fin de la période a été déplacée.",
    Word.NEWS_WINDOW_CLOSED: "La période d’écriture est close.",
    Word.NEWS_WINDOW_REOPENED: "La période d’écriture est rouverte.",
    Word.NEWS_VOTING_REOPENED: "Le vote est rouvert.",
    Word.NEWS_CORRECTIONS_OPENED: "Les corrections du guide publié sont ouvertes.",
    Word.NEWS_CORRECTIONS_CLOSED: "Les corrections du guide publié sont closes.",
    Word.NEWS_THEME_ADDED: "Le thème « {theme} » a été ajouté.",
    Word.NEWS_THEME_CHANGED: "Le thème « {theme} » a été modifié.",
    Word.NEWS_THEME_DELETED: "Un thème a été supprimé.",
    Word.NEWS_MEMBER_JOINED: "Quelqu’un a rejoint la campagne.",
    Word.NEWS_MEMBER_SET: "Quelqu’un a reçu un rôle dans la campagne.",
    Word.NEWS_MEMBER_REMOVED: "Quelqu’un a perdu son rôle dans la campagne.",
    Word.NEWS_PAGE_ADDED: "« {title} » a été ajouté.",
    Word.NEWS_SAVED: "La version {number} de « {title} » a été enregistrée.",
    Word.NEWS_UNDONE: "La version {number} de « {title} » a annulé une modification.",
    Word.NEWS_RESTORED: "La version {number} de « {title} » a rétabli un texte antérieur.",
    Word.NEWS_ACCEPTED: "Un texte de « {title} » a été accepté.",
    Word.NEWS_APPROVED: "Un éditeur a approuvé la version {number} de « {title} ».",
    Word.NEWS_REJECTED: "La version {number} de « {title} » a été refusée.",
    Word.NEWS_CHANGES_REQUESTED: "Des modifications de la version {number} de « {title} » ont été demandées.",
    Word.NEWS_UNACCEPTED: "L’acceptation de la version {number} de « {title} » a été retirée.",
    Word.NEWS_ARRANGED: "La place ou les réglages de « {title} » ont changé.",
    Word.NEWS_PAGE_HIDDEN: "« {title} » a été masqué.",
    Word.NEWS_PAGE_SHOWN: "« {title} » est de nouveau visible.",
    Word.NEWS_PAGE_MERGED: "Un autre conseil a été fondu dans « {title} ».",
    Word.NEWS_COMMENTED: "Il y a un nouveau commentaire sur « {title} ».",
    Word.NEWS_COMMENT_EDITED: "Un commentaire sur « {title} » a été modifié.",
    Word.NEWS_COMMENT_HIDDEN: "Un commentaire sur « {title} » a été masqué.",
    Word.NEWS_COMMENT_SHOWN: "Un commentaire sur « {title} » est de nouveau visible.",
    Word.NEWS_THREAD_RESOLVED: "Une discussion sur « {title} » a été résolue.",
    Word.NEWS_THREAD_REOPENED: "Une discussion sur « {title} » a été rouverte.",
    Word.NEWS_HALL_PREPARED: "Une séance de questions a été préparée.",
    Word.NEWS_HALL_CHANGED: "Une séance de questions a été ouverte, close ou modifiée.",
    Word.NEWS_QUESTION_ASKED: "Une question a été posée.",
    Word.NEWS_QUESTION_HIDDEN: "Une question a été masquée.",
    Word.NEWS_QUESTION_SHOWN: "Une question est de nouveau visible.",
    Word.NEWS_ANSWER_LINKED: "« {title} » a été indiqué comme réponse à une question.",
    Word.NEWS_ANSWER_UNLINKED: "« {title} » n’est plus indiqué comme réponse à une question.",
    Word.NEWS_QUESTION_DISPOSED: "Un éditeur a dit ce qu’une question est devenue.",
    Word.NEWS_QUESTIONS_IMPORTED: "Une liste de questions a été importée.",
    Word.NEWS_REDACTED: "Un contenu illicite a été retiré.",
    Word.NEWS_ACCOUNT_UNDONE: "Ce qu’un compte avait fait a été annulé.",
    Word.NEWS_RELEASED: "L’édition {number} du guide est parue.",
    Word.NEWS_PROOF: "L’épreuve {number} du guide a été produite.",
}
