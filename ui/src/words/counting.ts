// Numbers in sentences, by the plural rules of a language (Intl).

type Forms = { one: string; other: string };
const rules = { fr: new Intl.PluralRules("fr"), en: new Intl.PluralRules("en") };

/** Return what counts: `#` stands for the number. */
export function counted(language: "fr" | "en", count: number, forms: Forms): string {
  const form = rules[language].select(count) === "one" ? forms.one : forms.other;
  return form.replaceAll("#", count.toLocaleString(language));
}

/** Return names in a row, as people say them. */
export function listed(language: "fr" | "en", names: readonly string[]): string {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(names);
}
