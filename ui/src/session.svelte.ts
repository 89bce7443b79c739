// Who is signed in with this browser. The session itself is a cookie that no script can read.
import { api, take, useCsrf, type Schemas } from "./api/client";
import { Refused } from "./api/problem";

interface Session {
  user: Schemas["UserOut"] | null;
  isKnown: boolean;
}

let session = $state.raw<Session>({ user: null, isKnown: false });

export function currentUser(): Schemas["UserOut"] | null {
  return session.user;
}

/** Ask the server who is signed in; null for nobody. */
export async function loadSession(): Promise<Schemas["UserOut"] | null> {
  try {
    opened(await take(api.GET("/v1/auth/session")));
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
    ended();
  }
  return session.user;
}

export async function signIn(username: string, password: string, code?: string): Promise<void> {
  const body = { username, password, code: code || null };
  opened(await take(api.POST("/v1/auth/session", { body })));
}

export async function signOut(): Promise<void> {
  await take(api.DELETE("/v1/auth/session"));
  ended();
}

export function opened(told: Schemas["SessionOut"]): void {
  useCsrf(told.csrf_token);
  session = { user: told.user, isKnown: true };
}

export function ended(): void {
  useCsrf("");
  session = { user: null, isKnown: true };
}
