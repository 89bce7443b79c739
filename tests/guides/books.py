"""Books to render, made by plain functions with keyword overrides.

Knows no database: a book is a value.
"""

from dataclasses import replace

from app.guides.book import Book, Chapter, Contributor, Credit, Passage, Tip

EVERYTHING = """Une phrase longue vaut mieux qu’un mot compliqué [^1].

## Trois gestes

1. **Allonger** : quatorze caractères, *sans exception* ;
2. ~~Noter sur un papier~~ confier le reste à `KeePassXC` ;
   - un second niveau
     - un troisième
3. ouvrir [la page](https://www.cybermalveillance.gouv.fr/bonnes-pratiques).

### Ce qu’en disent les collègues

> « J’ai tout changé en un après-midi. »
>
> > Moi aussi.

| Service | Risque | Geste |
|:--------|:------:|------:|
| Messagerie | très élevé | double authentification |
| Banque | élevé | alerte |

```python
une_ligne_vraiment_trop_longue_pour_une_page_de_format_A5_qui_doit_se_couper_toute_seule = sans_sortir
```

---

Voir https://www.exemple.fr/un/chemin/tres/long/qui/ne/finit/jamais/index.html?parametre=valeur&autre=encore
et
![le schéma](https://exemple.fr/schema.png) ; encore la note [^1].

[^1]: Douze caractères au moins.

    Un second paragraphe.
"""


def passage(anchor: str, title: str = "Un titre", text: str = "Un texte.", *authors: str) -> Passage:
    credit = tuple(Credit(name, None, 1, 2) for name in authors or ("Claire Morvan",))
    return Passage(anchor, title, text, 2 * len(credit), credit, 3, "ab" * 32)


def tip(number: int, text: str = "Un texte.", title: str = "Choisir une phrase") -> Tip:
    return Tip(number, passage(f"tip-{number}", title, text, "Claire Morvan", "Idriss Benali"))


def chapter(number: int, *tips: Tip) -> Chapter:
    question = f"Qui répond de la question {number} ?"
    introduction = passage(f"introduction-{number}", "Introduction", "On commence ici.")
    return Chapter(number, f"theme-{number}", question, introduction, tips, "https://video.exemple.fr/regarder")


def book(**overrides: object) -> Book:
    """Return a small book with every kind of page; ``overrides`` are fields of Book."""
    whole = Book(
        kind="release",
        audience="company",
        language="fr",
        title="Le guide du bon sens",
        subtitle="Écrit par celles et ceux qui s’en servent",
        organisation="Assurances Beaurivage",
        colour="#1f4e79",
        accent="#e0812c",
        opened_on="2026-09-01",
        closed_on="2026-10-31",
        editorial=passage("editorial", "Éditorial", "Bienvenue."),
        foreword=passage("avant-propos", "Avant-propos", "Pourquoi ce guide."),
        notions=(passage("notion", "L’identité numérique", "Une notion."),),
        chapters=(chapter(1, tip(1, EVERYTHING), tip(2)), chapter(2, tip(3))),
        conclusion=passage("conclusion", "Conclusion", "À vous."),
        glossary=passage("glossaire", "Glossaire", "**Cookie** : un traceur."),
        bibliography=passage("bibliographie", "Bibliographie", "- Loi n° 78-17 du 6 janvier 1978."),
        contributors=(
            Contributor("Idriss Benali", None, 1, 20, 0.2, 1, 1),
            Contributor("Claire Morvan", "Sinistres", 1, 50, 0.5, 4, 2),
            Contributor(None, "Actuariat", 2, 20, 0.2, 3, 2),
            Contributor(None, None, 3, 10, 0.1, 3, 1),
        ),
        digest="0123456789abcdef" * 4,
    )
    return replace(whole, **overrides)  # type: ignore[arg-type]


def book_of(text: str, **overrides: object) -> Book:
    """Return a book whose only tip has this text."""
    return book(chapters=(chapter(1, tip(1, text)),), **overrides)
