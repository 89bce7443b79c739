// The invented people of a demo, and the password that all of them have. Nothing of the kind exists elsewhere.
import { isDemo, prefix } from "./shell";

export interface Demo {
  password: string;
  campaign: string;
  people: { username: string; name: string; department: string; role: "contributor" | "editor" | "admin" }[];
}

export async function findDemo(): Promise<Demo | null> {
  if (!isDemo) return null;
  const answer = await fetch(`${prefix}/demo.json`);
  return answer.ok ? ((await answer.json()) as Demo) : null;
}
