// Which page an address means. Knows no page.

export type Route =
  | { page: "campaigns" }
  | { page: "sign-in" }
  | { page: "me" }
  | { page: "invitation" }
  | { page: "reset" }
  | { page: "join" }
  | { page: "lost" }
  | ({ page: "campaign"; campaign: string } & Inside);

export type Inside =
  | { part: "home" | "new" | "drafts" | "review" | "ranking" | "people" | "guide" | "lost" }
  | { part: "admin"; section: string }
  | { part: "theme"; theme: string }
  | { part: "tip"; slug: string; view: TipView };

export type TipView = "read" | "edit" | "history" | "compare";
const VIEWS: readonly string[] = ["edit", "history", "compare"];
const PARTS: readonly string[] = ["new", "drafts", "review", "ranking", "people", "guide"];
const PLAIN: readonly string[] = ["sign-in", "me", "invitation", "reset", "join"];

/** Return what a path means; what stands before it is cut already. */
export function routeOf(path: string): Route {
  const parts = path.split("/").filter(Boolean).map(decoded);
  const [first, campaign, ...rest] = parts;
  if (first === undefined || (first === "c" && campaign === undefined)) return { page: "campaigns" };
  if (first === "c" && campaign !== undefined) return { page: "campaign", campaign, ...insideOf(rest) };
  if (parts.length === 1 && PLAIN.includes(first)) return { page: first as "me" };
  return { page: "lost" };
}

function insideOf(parts: string[]): Inside {
  const [part, name, view, ...more] = parts;
  if (part === undefined) return { part: "home" };
  if (part === "admin" && view === undefined) return { part: "admin", section: name ?? "board" };
  if (name === undefined && PARTS.includes(part)) return { part: part as "new" };
  if (part === "themes" && name !== undefined && view === undefined) return { part: "theme", theme: name };
  if (part === "pages" && name !== undefined && more.length === 0 && (view === undefined || VIEWS.includes(view)))
    return { part: "tip", slug: name, view: (view ?? "read") as TipView };
  return { part: "lost" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
