// Where the reader is, and how they get elsewhere without loading everything anew.
import { routeOf, type Route } from "./router";
import { prefix } from "./shell";

const FOREIGN = /^\/(v1|docs|assets)(\/|$)/;

interface Place {
  route: Route;
  search: URLSearchParams;
  /** Grows with every step, also to the same address. */
  step: number;
}

let place = $state.raw<Place>(here(0));
let from = location.pathname + location.search;

function here(step: number): Place {
  const path = location.pathname.startsWith(prefix) ? location.pathname.slice(prefix.length) : location.pathname;
  return { route: routeOf(path), search: new URLSearchParams(location.search), step };
}

let left: string | null = null;

/** Return the address of the page of a campaign that was open before; null where there was none. */
export function leftFrom(): string | null {
  return left;
}

export function at(): Place {
  return place;
}

/** Return the address of a path of this front. */
export function to(...parts: string[]): string {
  return `${prefix}/${parts.map(encodeURIComponent).join("/")}`;
}

/** Ask before leaving where something would be lost; returns how to stop asking. */
export type Leave = () => boolean;
const guards = new Set<Leave>();
export function beforeLeaving(guard: Leave): () => void {
  guards.add(guard);
  return () => guards.delete(guard);
}

export function go(address: string, { replace = false } = {}): void {
  for (const mayLeave of guards) if (!mayLeave()) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  arrive();
}

function arrive(): void {
  if (place.route.page === "campaign") left = from;
  from = location.pathname + location.search;
  place = here(place.step + 1);
  if (!location.hash) scrollTo(0, 0);
}

/** Follow the links of this front without loading; returns how to stop. */
export function followLinks(): () => void {
  const clicked = (event: MouseEvent): void => {
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.hasAttribute("download"))
      return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || !url.pathname.startsWith(`${prefix}/`)) return;
    if (FOREIGN.test(url.pathname.slice(prefix.length))) return;
    if (url.pathname === location.pathname && url.search === location.search && url.hash) return;
    event.preventDefault();
    go(url.pathname + url.search + url.hash);
  };
  addEventListener("click", clicked);
  addEventListener("popstate", arrive);
  return () => {
    removeEventListener("click", clicked);
    removeEventListener("popstate", arrive);
  };
}
