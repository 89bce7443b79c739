// Meets a conflict with the generated client and reads its hunks by their types; prints what both sides wrote.

import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const [url = "", token = "", page = "", base = ""] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });

const read = await client.GET("/v1/pages/{page_id}", {
  params: { path: { page_id: Number(page) }, query: { state: "latest" } },
});
if (read.data === undefined) throw new Error(`The page is refused: ${read.error.type}`);
const head: number = read.data.revision.number;

const saved = await client.POST("/v1/pages/{page_id}/revisions", {
  params: { path: { page_id: Number(page) } },
  body: { base_revision: Number(base), text: "Ours.\n" },
});
if (saved.error?.type !== "urn:bonsens:problem:edit-conflict") throw new Error("There is no conflict.");
const draft: number = saved.error.draft_id;
const parts: readonly (string | null)[] = saved.error.merged_parts;
const sides = saved.error.hunks.map((hunk) => [hunk.base, hunk.ours, hunk.theirs].map((side) => side.trim()));
console.log(JSON.stringify({ head, kept: draft > 0, disputed: parts.includes(null), sides }));
