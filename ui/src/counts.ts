// How far the themes are, from the pages that a list shows. Pure.
import type { Page, Theme } from "./campaign.svelte";

export interface Counts {
  accepted: number;
  proposed: number;
  target: number | null;
}

export function countsOf(theme: Theme, tips: readonly Page[]): Counts {
  const own = tips.filter((tip) => tip.theme === theme.slug && !tip.hidden);
  const accepted = own.filter((tip) => tip.accepted_number !== null).length;
  return { accepted, proposed: own.length - accepted, target: theme.target };
}
