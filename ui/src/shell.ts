// What the server wrote into the shell: where it lies, and whether it is a demo.

function written(name: string): string {
  return document.querySelector(`meta[name="bonsens-${name}"]`)?.getAttribute("content") ?? "";
}

/** The path below which the service lies; empty where it has its host for itself. */
export const prefix = written("prefix").replace(/^\{\{.*/, "");
export const isDemo = written("demo") === "yes";
