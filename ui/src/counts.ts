// How far a theme is, as the list of themes tells it.
import type { Theme } from "./campaign.svelte";

export interface Counts {
  accepted: number;
  proposed: number;
  target: number | null;
}

export function countsOf(theme: Theme): Counts {
  return { accepted: theme.counts?.accepted ?? 0, proposed: theme.counts?.proposed ?? 0, target: theme.target };
}
