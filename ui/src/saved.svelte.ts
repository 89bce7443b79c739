// What somebody has just saved: the page that shows it says so, until they save again, with what others had written meanwhile.

export interface JustSaved {
  revision: number;
  cameIn: readonly { start: number; end: number }[];
  names: readonly string[];
}

let last = $state.raw<JustSaved | null>(null);

export function tellSaved(saved: JustSaved): void {
  last = saved;
}

/** Return what was saved just now, if it is this revision. */
export function savedAs(revision: number | undefined): JustSaved | null {
  return last?.revision === revision ? last : null;
}
