// What is laid over a text: who wrote its words, and what is commented on.
import type { Schemas } from "./api/client";
import type { Layer } from "./placing";
import type { Thread } from "./tip";

export const HUES = 10;

type Named = Schemas["AttributionOut"]["contributors"][number];
type Span = Schemas["AttributionOut"]["spans"][number];

/** Return what tells one line of the ledger from another: names need not. */
export function keyOf(named: { naming: string; name: string | null; department: string | null; person: { id: number } | null }): string {
  return [named.naming, named.name, named.department, named.person?.id].join("|");
}

export function hueOf(contributors: readonly Named[], span: Span): number {
  const found = contributors.findIndex((one) => keyOf(one) === keyOf(span.contributor));
  return (found < 0 ? contributors.length : found) % HUES;
}

export function creditLayers(credit: Schemas["AttributionOut"] | null): Layer[] {
  return (credit?.spans ?? []).map((span) => ({
    start: span.start,
    end: span.end,
    name: `who k${hueOf(credit?.contributors ?? [], span)}`,
    about: span.contributor.name ?? span.contributor.department ?? "",
    tag: "span",
  }));
}

/** What others wrote while somebody else did, in the text that holds both. */
export function cameInLayers(places: readonly { start: number; end: number }[]): Layer[] {
  return places.map(({ start, end }) => ({ start, end, name: "came", about: "", tag: "mark" as const }));
}

export function threadLayers(threads: readonly Thread[]): Layer[] {
  return threads.flatMap((thread) =>
    thread.now === null || thread.now === undefined
      ? []
      : [{ start: thread.now.start, end: thread.now.end, name: "noted", about: `thread-${thread.id}`, tag: "mark" as const }],
  );
}
