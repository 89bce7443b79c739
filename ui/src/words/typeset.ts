// French spaces: a narrow one that does not break before ; ? !, a whole one before a colon and inside « ».

const NARROW = "\u202f";
const WHOLE = "\u00a0";

export function frenchSpaces(sentence: string): string {
  return sentence
    .replace(/ ([;?!])/g, `${NARROW}$1`)
    .replace(/« /g, `«${WHOLE}`)
    .replace(/ »/g, `${WHOLE}»`)
    .replace(/ :/g, `${WHOLE}:`)
    .replace(/(\d) (h|%|€)(?![a-zà-ÿ])/g, `$1${WHOLE}$2`);
}

/** Return a catalogue whose sentences have French spaces, those too that functions make. */
export function typeset<T>(words: T): T {
  if (typeof words === "string") return frenchSpaces(words) as T;
  if (typeof words === "function")
    return ((...given: unknown[]) => typeset((words as unknown as (...given: unknown[]) => unknown)(...given))) as T;
  if (typeof words === "object" && words !== null)
    return Object.fromEntries(Object.entries(words).map(([key, word]) => [key, typeset(word)])) as T;
  return words;
}
