/** Says when something was, as people do while they write: today by the hour alone. */
import { calendarDays, hourIn, moment } from "../words/dates";
import { spoken } from "../words/words.svelte";

export function when(at: string, zone: string): string {
  const time = Date.parse(at);
  if (calendarDays(time, Date.now(), zone) !== 0) return moment(at, zone);
  return `${spoken() === "fr" ? "à" : "at"} ${hourIn(spoken(), time, zone)}`;
}
