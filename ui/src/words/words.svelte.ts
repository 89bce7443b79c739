// The sentences of the front in the language of the reader. Both catalogues have the same keys, by their type.
import { askIn } from "../api/client";
import type { fr } from "./fr";
import { typeset } from "./typeset";

export type Words = typeof fr;
export type Language = "fr" | "en";
const LANGUAGES: readonly Language[] = ["fr", "en"];

let language = $state<Language>("fr");
let catalogue = $state.raw<Words | null>(null);

export function w(): Words {
  if (catalogue === null) throw new Error("speak() comes first");
  return catalogue;
}

export function spoken(): Language {
  return language;
}

/** Return the first of some languages that is spoken here; English where none is. */
export function chosen(...wanted: (string | null | undefined)[]): Language {
  for (const one of wanted) {
    const found = LANGUAGES.find((known) => one?.toLowerCase().split("-")[0] === known);
    if (found) return found;
  }
  return "en";
}

export async function speak(wanted: Language): Promise<void> {
  const told = wanted === "fr" ? (await import("./fr")).fr : (await import("./en")).en;
  catalogue = wanted === "fr" ? typeset(told) : told;
  language = wanted;
  document.documentElement.lang = wanted;
  askIn(wanted);
}
