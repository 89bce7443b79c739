// Between a moment and what a clock in a time zone shows, as `datetime-local` fields write it. Pure.

/** Return what the clocks of a zone show at a moment: `2026-12-19T18:00`. */
export function inZone(moment: string, timeZone: string): string {
  const options = { timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  const parts = new Intl.DateTimeFormat("en-CA", options).formatToParts(Date.parse(moment));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** Return the moment at which the clocks of a zone show this; the later one where an hour comes twice. */
export function momentOf(local: string, timeZone: string): string {
  const wanted = Date.parse(`${local}Z`);
  let found = wanted;
  // Twice: the offset may be another one on the other side of a change of the clocks.
  for (let turn = 0; turn < 2; turn++) found += wanted - Date.parse(`${inZone(new Date(found).toISOString(), timeZone)}Z`);
  return new Date(found).toISOString();
}
