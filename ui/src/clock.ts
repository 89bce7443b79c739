// What time the server has: it decides when the window closes, not the clock of the reader's machine.
import { onAnswer } from "./api/client";

let ahead = 0;

onAnswer((response) => {
  const date = response.headers.get("date");
  // The header has whole seconds: half a second is what it is off by on average.
  if (date !== null) ahead = Date.parse(date) + 500 - Date.now();
});

export function serverNow(): number {
  return Date.now() + ahead;
}
