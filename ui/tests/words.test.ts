// Every sentence comes from a catalogue, and both catalogues have the same ones.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, type AST } from "svelte/compiler";
import { describe, expect, test } from "vitest";
import { counted } from "../src/words/counting";
import { en as english } from "../src/words/en";
import { admin as toEnglishAdmins } from "../src/words/en-admin";
import { fr as french } from "../src/words/fr";
import { admin as toFrenchAdmins } from "../src/words/fr-admin";
import { frenchSpaces, typeset } from "../src/words/typeset";

const en = { ...english, admin: toEnglishAdmins };
const fr = { ...french, admin: toFrenchAdmins };
const SOURCES = join(import.meta.dirname, "..", "src");
const SAID = new Set(["aria-label", "title", "alt", "placeholder", "label", "text", "hint"]);
const LETTERS = /\p{L}{2,}/u;
/** Names that are the same in every language. */
const NAMES = new Set(["bonsens"]);

function keys(words: unknown, path = ""): string[] {
  if (typeof words !== "object" || words === null) return [`${path}:${typeof words}`];
  return Object.entries(words).flatMap(([key, word]) => keys(word, `${path}.${key}`));
}

/** Return what a component shows that stands in it, and not in a catalogue. */
function shown(source: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown, attribute = ""): void => {
    if (Array.isArray(node)) return node.forEach((one) => visit(one, attribute));
    if (typeof node !== "object" || node === null) return;
    const { type, name, data } = node as { type?: string; name?: string; data?: string };
    if (type === "Text" && (attribute === "" || SAID.has(attribute)) && LETTERS.test(data ?? "")) found.push((data ?? "").trim());
    const inside = type === "Attribute" ? (name ?? "") : attribute;
    for (const [key, value] of Object.entries(node)) if (key !== "parent") visit(value, inside);
  };
  visit((parse(source, { modern: true }) as AST.Root).fragment);
  return found.filter((text) => !NAMES.has(text));
}

function components(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf-8" }).filter((name) => name.endsWith(".svelte"));
}

describe("catalogues", () => {
  test("have the same keys of the same kinds", () => {
    expect(keys(en)).toEqual(keys(fr));
    expect(keys({ a: "", b: { c: () => "" } })).toEqual([".a:string", ".b.c:function"]);
  });

  test("hold everything that is shown", () => {
    const found = components().flatMap((name) => shown(readFileSync(join(SOURCES, name), "utf-8")).map((text) => `${name}: ${text}`));
    expect(found).toEqual([]);
  });

  test.each(["<p>Bonjour</p>", '<button aria-label="Fermer">×</button>', "{#if a}<b>oui</b>{/if}", '<Field label="Nom" />'])(
    "a sentence in a component is found: %s",
    (planted) => expect(shown(planted)).toHaveLength(1),
  );
});

describe("French", () => {
  test.each([
    ["Vraiment ?", "Vraiment\u202f?"],
    ["« Oui »", "«\u00a0Oui\u00a0»"],
    ["Voici : rien", "Voici\u00a0: rien"],
    ["12 %, 18 h 30", "12\u00a0%, 18\u00a0h 30"],
    ["a?b", "a?b"],
  ])("%s has its spaces", (plain, set) => expect(frenchSpaces(plain)).toBe(set));

  test("has no plain space before a mark anywhere", () => {
    const spoken = typeset(fr);
    const sentences: string[] = [];
    const collect = (words: unknown): void => {
      if (typeof words === "string") sentences.push(words);
      else if (typeof words === "function") sentences.push(String((words as (...all: unknown[]) => unknown)(2, 3, 4)));
      else if (typeof words === "object" && words !== null) Object.values(words).forEach(collect);
    };
    collect({ ...spoken, names: "" });
    expect(sentences.filter((sentence) => / [;:?!»]|« /.test(sentence))).toEqual([]);
  });

  test("counts zero as one, and English does not", () => {
    const forms = { one: "# texte", other: "# textes" };
    expect([0, 1, 2].map((count) => counted("fr", count, forms))).toEqual(["0 texte", "1 texte", "2 textes"]);
    expect(counted("en", 0, { one: "# text", other: "# texts" })).toBe("0 texts");
  });
});
