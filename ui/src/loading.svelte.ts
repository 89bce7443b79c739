// What a page shows while it waits, when it has something, and when it was refused.

export type Loaded<T> =
  | { state: "waiting"; isSlow: boolean }
  | { state: "here"; data: T }
  | { state: "failed"; error: unknown };

const SLOW_MS = 300;

/** Load anew whenever what `wanted` reads has changed; an answer to an older question is dropped. */
export function loading<T>(wanted: () => Promise<T>): {
  readonly now: Loaded<T>;
  reload: () => Promise<void>;
  set: (data: T) => void;
} {
  let now = $state.raw<Loaded<T>>({ state: "waiting", isSlow: false });
  let asked = 0;

  async function load(promise: Promise<T>, keep: boolean): Promise<void> {
    const mine = ++asked;
    if (!keep) now = { state: "waiting", isSlow: false };
    const slow = setTimeout(() => {
      if (mine === asked && now.state === "waiting") now = { state: "waiting", isSlow: true };
    }, SLOW_MS);
    try {
      const data = await promise;
      if (mine === asked) now = { state: "here", data };
    } catch (error) {
      if (mine === asked) now = { state: "failed", error };
    } finally {
      clearTimeout(slow);
    }
  }

  $effect(() => {
    void load(wanted(), false);
  });
  return {
    get now() {
      return now;
    },
    reload: () => load(wanted(), true),
    set: (data) => {
      now = { state: "here", data };
    },
  };
}
