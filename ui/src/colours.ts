// The two colours that a campaign chose, and shades of them that can be read. Pure but for `wear`.

type Rgb = [number, number, number];
const WHITE: Rgb = [255, 255, 255];
const DARK: Rgb = [27, 30, 33];
const INK: Rgb = [29, 34, 38];
export const READABLE = 4.5;

function parsed(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function written(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Return the contrast of two colours (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(parsed(one)), luminance(parsed(other))].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function mixed(from: Rgb, into: Rgb, share: number): Rgb {
  return from.map((part, index) => part + ((into[index] ?? 0) - part) * share) as Rgb;
}

/** Return the nearest shade of a colour that can be read on a ground. */
export function readableOn(colour: string, ground: string): string {
  const goal = luminance(parsed(ground)) > 0.4 ? INK : WHITE;
  for (let share = 0; share <= 1; share += 0.04) {
    const shade = written(mixed(parsed(colour), goal, share));
    // Washes of the colour lie beneath it too; a little more than needed leaves room for them.
    if (contrast(shade, ground) >= READABLE + 1.5) return shade;
  }
  return written(goal);
}

/** Put on the colours of a campaign: both shades, of which the style sheet takes the one for the screen. */
export function wear(colour: string, accent: string): void {
  const style = document.documentElement.style;
  style.setProperty("--campaign", readableOn(colour, written(WHITE)));
  style.setProperty("--campaign-dark", readableOn(colour, written(DARK)));
  style.setProperty("--campaign-accent", readableOn(accent, written(WHITE)));
}
