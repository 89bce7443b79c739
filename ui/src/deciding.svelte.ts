// A decision that can be taken back for a while: it is sent when that is over, or when one goes away.
import { api, take } from "./api/client";

export type Verdict = "accept" | "reject" | "request-changes";

export interface Pending {
  revisionId: number;
  etag: string;
  verdict: Verdict;
  reason: string;
  title: string;
}

const UNDO_MS = 10_000;

export async function send(pending: Pending): Promise<void> {
  const params = { path: { revision_id: pending.revisionId }, header: { "If-Match": pending.etag } };
  // It arrives although the page is closed.
  const sent = { params, body: { reason: pending.reason }, keepalive: true };
  switch (pending.verdict) {
    case "accept":
      return void (await take(api.POST("/v1/revisions/{revision_id}/accept", sent)));
    case "reject":
      return void (await take(api.POST("/v1/revisions/{revision_id}/reject", sent)));
    case "request-changes":
      return void (await take(api.POST("/v1/revisions/{revision_id}/request-changes", sent)));
  }
}

/** Hold one decision back; the one before it is sent first. */
export function holding(settled: (pending: Pending, error: unknown) => void): {
  readonly now: Pending | null;
  hold: (pending: Pending) => void;
  undo: () => Pending | null;
  flush: () => void;
} {
  let now = $state.raw<Pending | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    const pending = now;
    now = null;
    if (pending) void send(pending).then(() => settled(pending, null), (error: unknown) => settled(pending, error));
  }
  return {
    get now() {
      return now;
    },
    hold(pending) {
      flush();
      now = pending;
      timer = setTimeout(flush, UNDO_MS);
    },
    undo() {
      clearTimeout(timer);
      const pending = now;
      now = null;
      return pending;
    },
    flush,
  };
}
