// The calendar of a time zone, pure.
import type { Language } from "./words.svelte";

const DAY_MS = 86_400_000;

/** Return the hour: « 18 h », « 18 h 30 », “6:30 pm”. */
export function hourIn(language: Language, when: number, timeZone: string): string {
  const options = { hour: "numeric", minute: "2-digit", timeZone } as const;
  if (language === "en") return new Intl.DateTimeFormat("en-GB", { ...options, hour12: true }).format(when);
  const parts = new Intl.DateTimeFormat("fr", options).formatToParts(when);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  const minute = part("minute");
  const hour = `${Number(part("hour"))}\u00a0h`;
  return minute === "00" ? hour : `${hour}\u00a0${minute}`;
}

/** Return the day, with its name: « samedi 19 décembre ». */
export function dayIn(language: Language, when: number, timeZone: string, now: number = Date.now()): string {
  const tag = language === "en" ? "en-GB" : language;
  const year = (time: number): string => new Intl.DateTimeFormat(tag, { year: "numeric", timeZone }).format(time);
  const options = { weekday: "long", day: "numeric", month: "long", timeZone } as const;
  const dated = year(when) === year(now) ? options : { ...options, year: "numeric" as const };
  return new Intl.DateTimeFormat(tag, dated).format(when);
}

export function calendarDays(from: number, until: number, timeZone: string): number {
  const dayOf = (time: number): number =>
    Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(time));
  return Math.round((dayOf(until) - dayOf(from)) / DAY_MS);
}
