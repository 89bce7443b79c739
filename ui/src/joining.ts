// What somebody chooses who comes in: a name to sign in with, and a password.

export const USERNAME = /^[a-z0-9][a-z0-9._@-]{0,63}$/;
/** Of a password, in characters. */
export const LEAST = 15;

/** Return a name to sign in with, made of a person's name. */
export function usernameOf(words: string): string {
  const plain = words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, ".").replace(/^\.+|\.+$/g, "").slice(0, 64);
}

let code = "";

/** Keep a code while somebody signs in: it stands in no address that a server would write down. */
export function keep(typed: string): void {
  code = typed;
}

export function kept(): string {
  return code;
}
