// The sentences of the front in the language of the reader. Both catalogues have the same keys, by their type.
import { askIn } from "../api/client";
import type { fr } from "./fr";
import type { admin } from "./fr-admin";
import { typeset } from "./typeset";

export type Words = typeof fr & { admin: typeof admin };
export type Language = "fr" | "en";
const LANGUAGES: readonly Language[] = ["fr", "en"];

let language = $state<Language>("fr");
let catalogue = $state.raw<Words | null>(null);
// What editors and admins read comes with their first page.
let toAdmins: Promise<void> | null = null;

export function w(): Words {
  if (catalogue === null) throw new Error("speak() comes first");
  return catalogue;
}

export function spoken(): Language {
  return language;
}

/** Return the first of some languages that is spoken here; null where none is. */
export function found(...wanted: (string | null | undefined)[]): Language | null {
  for (const one of wanted) {
    const known = LANGUAGES.find((language) => one?.toLowerCase().split("-")[0] === language);
    if (known) return known;
  }
  return null;
}

/** Return the first of some languages that is spoken here; English where none is. */
export function chosen(...wanted: (string | null | undefined)[]): Language {
  return found(...wanted) ?? "en";
}

export async function speak(wanted: Language): Promise<void> {
  const [told, more] = await Promise.all([
    wanted === "fr" ? import("./fr").then(({ fr }) => fr) : import("./en").then(({ en }) => en),
    toAdmins ? ofAdmins(wanted) : {},
  ]);
  const all = { ...told, ...more } as Words;
  catalogue = wanted === "fr" ? typeset(all) : all;
  language = wanted;
  document.documentElement.lang = wanted;
  askIn(wanted);
}

function ofAdmins(wanted: Language): Promise<{ admin: Words["admin"] }> {
  return wanted === "fr" ? import("./fr-admin") : import("./en-admin");
}

/** Fetch the sentences of editors and admins; comes before their pages. */
export function speakToAdmins(): Promise<void> {
  if (toAdmins === null) {
    toAdmins = Promise.resolve();
    toAdmins = speak(language);
  }
  return toAdmins;
}
