// Dates as people say them, in the time zone of the campaign.
import { calendarDays, dayIn, hourIn } from "./calendar";
import { spoken } from "./words.svelte";

export { calendarDays, dayIn, hourIn };

export function moment(when: string, timeZone = "Europe/Paris"): string {
  const language = spoken();
  const time = Date.parse(when);
  return `${dayIn(language, time, timeZone)}${language === "fr" ? " à " : ", "}${hourIn(language, time, timeZone)}`;
}

export function day(when: string, timeZone = "Europe/Paris"): string {
  return dayIn(spoken(), Date.parse(when), timeZone);
}

/** Return how long ago it was, in days of the calendar: « hier », « il y a 3 jours », then the day. */
export function ago(when: string, timeZone = "Europe/Paris", now: number = Date.now()): string {
  const language = spoken();
  const time = Date.parse(when);
  const days = calendarDays(time, now, timeZone);
  if (days === 0) return `${new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "day")}${language === "fr" ? " à " : ", "}${hourIn(language, time, timeZone)}`;
  if (days < 7) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");
  return dayIn(language, time, timeZone, now);
}
