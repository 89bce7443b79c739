// The one door to the API: types from its document, the session's token on every write, problems as errors.
import createClient from "openapi-fetch";
import { prefix } from "../shell";
import { refusalOf, Unreached } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
const SAFE = new Set(["GET", "HEAD"]);
const known = { csrf: "", language: "fr" };

export function useCsrf(token: string): void {
  known.csrf = token;
}

export function askIn(language: string): void {
  known.language = language;
}

export const api = createClient<paths>({ baseUrl: prefix });
api.use({
  onRequest({ request }) {
    request.headers.set("Accept-Language", known.language);
    if (!SAFE.has(request.method) && known.csrf) request.headers.set("X-CSRF-Token", known.csrf);
    return request;
  },
  onError() {
    return new Unreached();
  },
});

/** A key under which a write takes effect once, however often it is sent. */
export function once(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export interface Tagged<T> {
  data: T;
  etag: string;
  response: Response;
}

/** Return what was answered; throws Refused or Unreached. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await takeTagged(call)).data;
}

/** Return what was answered with its ETag, for the `If-Match` of a write. */
export async function takeTagged<T>(call: Promise<Answer<T>>): Promise<Tagged<T>> {
  const { data, error, response } = await call;
  hear(response);
  if (!response.ok) throw refusalOf(response, error);
  return { data: data as T, etag: response.headers.get("etag") ?? "", response };
}

const hearers = new Set<(response: Response) => void>();

/** Have something told of every answer, such as what time the server has. */
export function onAnswer(hearer: (response: Response) => void): void {
  hearers.add(hearer);
}

function hear(response: Response): void {
  for (const hearer of hearers) hearer(response);
}

/** Return all of a list, part after part. */
export async function takeAll<T>(
  part: (after: { after?: string }) => Promise<Answer<{ items: T[]; next: string | null }>>,
): Promise<T[]> {
  const items: T[] = [];
  for (let after: { after?: string } = {}; ; ) {
    const told = await take(part(after));
    items.push(...told.items);
    if (told.next === null) return items;
    after = { after: told.next };
  }
}
