// What the page of a text asks the API for.
import { api, take, takeAll, takeTagged, type Schemas } from "./api/client";

export type Shown = Schemas["PageOut"];
export type Thread = Schemas["ThreadOut"];
export type Which = "accepted" | "latest";

/** Return the id of a page by its slug; null where there is none. */
export async function findPage(campaign: string, slug: string, state: Which): Promise<number | null> {
  const told = await take(
    api.GET("/v1/campaigns/{campaign}/pages", { params: { path: { campaign }, query: { slug, state } } }),
  );
  return told.items[0]?.id ?? null;
}

export async function readPage(pageId: number, state: Which): Promise<Shown> {
  const params = { path: { page_id: pageId }, query: { state, positions: true } };
  return take(api.GET("/v1/pages/{page_id}", { params }));
}

export async function readThreads(pageId: number): Promise<Thread[]> {
  return takeAll((after) =>
    api.GET("/v1/pages/{page_id}/comments", {
      params: { path: { page_id: pageId }, query: { render: "html", limit: 100, ...after } },
    }),
  );
}

export async function whoWrote(revisionId: number): Promise<Schemas["AttributionOut"]> {
  return take(api.GET("/v1/revisions/{revision_id}/attribution", { params: { path: { revision_id: revisionId } } })) as Promise<
    Schemas["AttributionOut"]
  >;
}

/** Return what changed from one revision to another, as it reads, with `ins` and `del`. */
export async function compare(pageId: number, from: string, to: string): Promise<string> {
  const params = { path: { page_id: pageId }, query: { from, to, format: "rendered" as const } };
  return take(api.GET("/v1/pages/{page_id}/diff", { params, parseAs: "text" }) as Promise<{ data?: string; response: Response }>);
}

export async function resolveThread(thread: Thread): Promise<void> {
  const path = { comment_id: thread.id };
  await take(
    thread.resolved
      ? api.POST("/v1/comments/{comment_id}/reopen", { params: { path } })
      : api.POST("/v1/comments/{comment_id}/resolve", { params: { path } }),
  );
}

export async function takeBack(commentId: number): Promise<void> {
  const path = { comment_id: commentId };
  const { etag } = await takeTagged(api.GET("/v1/comments/{comment_id}", { params: { path } }));
  await take(api.DELETE("/v1/comments/{comment_id}", { params: { path, header: { "If-Match": etag } } }));
}
