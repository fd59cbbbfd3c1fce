// What is drawn on a canvas, where no auditor looks: WCAG 2.2, 1.4.3 (words 4.5 to 1) and 1.4.11 (graphics 3 to 1).
import { describe, expect, it } from "vitest";
import { DAY, NIGHT, PLAIN, type Theme } from "../src/theme";

type Colour = readonly [number, number, number];

function colour(hex: string): Colour {
  const part = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16);
  return [part(1), part(3), part(5)];
}

/** Relative luminance, WCAG 2.2. */
function luminance(of: Colour): number {
  const [r, g, b] = of.map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of a colour on a ground, drawn with so much of it. */
function contrast(hex: string, ground: string, plain = 1): number {
  const under = colour(ground);
  const over = colour(hex).map((byte, i) => byte * plain + under[i] * (1 - plain)) as unknown as Colour;
  const [light, dark] = [luminance(over), luminance(under)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** [what, contrast] of those that have less. */
function short(least: number, all: [string, number][]): [string, number][] {
  return all.filter(([, found]) => found < least);
}

it("reckons contrast as WCAG does", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 6);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2); // the best known grey that just fails
  expect(contrast("#0000ff", "#ffffff")).toBeCloseTo(8.59, 2);
  expect(contrast("#000000", "#ffffff", 0)).toBe(1);
});

describe.each([
  ["by day", DAY],
  ["by night", NIGHT],
])("%s", (_, theme: Theme) => {
  const sides = Object.entries(theme.side);
  const waters = [theme.sea, ...theme.waters];

  it("words on the chart, with their halo of the sea, are told from it", () => {
    const words: [string, string][] = [
      ["hull numbers", theme.ink2],
      ["selected name", theme.ink],
      ["areas", theme.area],
      ["waters", theme.waterName],
      ["chosen area", theme.accent],
      ["danger", theme.danger],
      ...sides.map(([side, { line }]) => [side, line] as [string, string]),
    ];
    expect(
      short(
        4.5,
        words.map(([what, hex]) => [what, contrast(hex, theme.sea)]),
      ),
    ).toEqual([]);
  });

  it("words on tags, the frame and the time sheet are told from their grounds", () => {
    const grounds: [string, string, string][] = [
      ["live tag", theme.panel, theme.danger],
      ["coming tag", theme.danger, theme.panel],
      ["range and bearing", theme.accent, theme.panel],
      ["frame and lanes", theme.ink2, theme.panel],
      ["lanes by night", theme.ink2, theme.nightBand],
      ["days", theme.ink, theme.panel],
      ["done bar", theme.ink, theme.done],
      ["running bar", theme.panel, theme.accent],
      ["coming bar", theme.ink2, theme.panel],
    ];
    expect(
      short(
        4.5,
        grounds.map(([what, hex, on]) => [what, contrast(hex, on)]),
      ),
    ).toEqual([]);
  });

  it("symbols, tracks, trails and coverage are told from the water, and a frame from its filling", () => {
    const drawn = sides.flatMap(([side, { line, fill, trail }]): [string, number][] => [
      ...[...waters, theme.land].map((on): [string, number] => [`${side} on ${on}`, contrast(line, on)]),
      [`${side} icon`, contrast(line, fill)],
      [`${side} reach`, contrast(trail, theme.sea)],
      [`${side} trail`, contrast(trail, theme.sea, PLAIN.trail[PLAIN.trail.length - 1])],
      [`${side} trails of many`, contrast(trail, theme.sea, PLAIN.manyTrails)],
      [`${side} holder`, contrast(line, theme.sea, PLAIN.holder)],
      [`${side} contact`, contrast(line, theme.sea, PLAIN.contact)],
      [`${side} name's leader`, contrast(line, theme.sea, PLAIN.leader)],
      [`${side} in the legend`, contrast(line, theme.panel)],
    ]);
    drawn.push(["bearing", contrast(theme.side.unknown.line, theme.sea, PLAIN.bearing)]);
    expect(short(3, drawn)).toEqual([]);
  });

  it("coast, areas and danger areas are told from what lies on either side of them", () => {
    const edges = [...waters, theme.land].flatMap((on): [string, number][] => [
      [`coast on ${on}`, contrast(theme.coast, on)],
      [`area on ${on}`, contrast(theme.area, on)],
      [`chosen area on ${on}`, contrast(theme.accent, on)],
      [`danger on ${on}`, contrast(theme.danger, on)],
    ]);
    edges.push(["past danger", contrast(theme.danger, theme.sea, PLAIN.pastDanger)]);
    edges.push(["line of fire", contrast(theme.danger, theme.sea, PLAIN.aim)]);
    expect(short(3, edges)).toEqual([]);
  });

  it("bars and marks of the time sheet are told from it by day and in its nights", () => {
    const marks = [theme.panel, theme.nightBand].flatMap((on) =>
      (["danger", "accent", "ink2", "amber", "edge"] as const).map((name): [string, number] => [
        `${name} on ${on}`,
        contrast(theme[name], on),
      ]),
    );
    marks.push(["lines of days", contrast(theme.ink3, theme.panel, PLAIN.lane)]);
    marks.push(["checkboxes and fields", contrast(theme.edge, theme.tint)]);
    expect(short(3, marks)).toEqual([]);
  });
});
