// Addresses, colours and dates.
import { describe, expect, test } from "vitest";
import { contrast, READABLE, readableOn } from "../src/colours";
import { routeOf } from "../src/router";
import { inZone, momentOf } from "../src/words/zones";
import { calendarDays, dayIn, hourIn } from "../src/words/calendar";

describe("addresses", () => {
  test.each([
    ["/", { page: "campaigns" }],
    ["/sign-in", { page: "sign-in" }],
    ["/c/a", { page: "campaign", campaign: "a", part: "home" }],
    ["/c/a/themes/b", { page: "campaign", campaign: "a", part: "theme", theme: "b" }],
    ["/c/a/pages/b", { page: "campaign", campaign: "a", part: "tip", slug: "b", view: "read" }],
    ["/c/a/pages/b/edit", { page: "campaign", campaign: "a", part: "tip", slug: "b", view: "edit" }],
    ["/c/a/new", { page: "campaign", campaign: "a", part: "new" }],
    ["/c/a/admin", { page: "campaign", campaign: "a", part: "admin", section: "board" }],
    ["/c/a/admin/window", { page: "campaign", campaign: "a", part: "admin", section: "window" }],
    ["/c/%C3%A9t%C3%A9", { page: "campaign", campaign: "été", part: "home" }],
    ["/c/a/pages/b/else", { page: "campaign", campaign: "a", part: "lost" }],
    ["/c/a/new/b", { page: "campaign", campaign: "a", part: "lost" }],
    ["/else", { page: "lost" }],
    ["/c/%E0%A4%A", { page: "campaign", campaign: "%E0%A4%A", part: "home" }],
  ])("%s", (path, route) => expect(routeOf(path)).toEqual(route));
});

describe("colours", () => {
  test("contrast is that of WCAG", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  test("every colour gets a shade that can be read, on paper and in the dark", () => {
    const steps = ["00", "33", "66", "99", "cc", "ff"];
    for (const red of steps)
      for (const green of steps)
        for (const blue of steps)
          for (const ground of ["#ffffff", "#1b1e21"])
            expect(contrast(readableOn(`#${red}${green}${blue}`, ground), ground)).toBeGreaterThanOrEqual(READABLE);
  });
});

describe("dates", () => {
  const evening = Date.parse("2026-12-19T17:30:00Z");
  test("are those of the campaign's zone", () => {
    expect(dayIn("fr", evening, "Europe/Paris", evening)).toBe("samedi 19 décembre");
    expect(hourIn("fr", evening, "Europe/Paris")).toBe("18\u00a0h\u00a030");
    expect(hourIn("fr", evening - 30 * 60_000, "Europe/Paris")).toBe("18\u00a0h");
    expect(dayIn("en", evening, "Asia/Tokyo", evening)).toBe("Sunday 20 December");
    expect(dayIn("fr", evening, "Europe/Paris", evening + 366 * 86_400_000)).toBe("samedi 19 décembre 2026");
  });

  test("days are those of the calendar", () => {
    expect(calendarDays(Date.parse("2026-12-18T22:59:00Z"), evening, "Europe/Paris")).toBe(1);
    expect(calendarDays(Date.parse("2026-12-18T23:01:00Z"), evening, "Europe/Paris")).toBe(0);
  });
});

describe("clocks", () => {
  test.each(["Europe/Paris", "Asia/Tokyo", "America/St_Johns", "Pacific/Chatham"])("of %s lead there and back", (zone) => {
    for (let hour = 0; hour < 24 * 365; hour += 7) {
      const moment = new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000).toISOString();
      const there = momentOf(inZone(moment, zone), zone);
      expect(inZone(there, zone)).toBe(inZone(moment, zone));
    }
  });
  test("show the hour of the campaign", () => {
    expect(inZone("2026-12-19T17:00:00Z", "Europe/Paris")).toBe("2026-12-19T18:00");
    expect(momentOf("2026-07-01T18:00", "Europe/Paris")).toBe("2026-07-01T16:00:00.000Z");
  });
});
