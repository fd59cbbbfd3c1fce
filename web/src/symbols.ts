// NATO symbols (APP-6D by milsymbol), drawn once for each code, tone and theme. The side is shape and colour.
import { ms, numberair, numberairmissile, numbersea, numbersubsurface } from "milsymbol-parts";
import type { Shape, Unit } from "./model";
import type { SideTone, Theme } from "./theme";

ms.setBrokenPath2D(false); // no browser that unpacks a recording has it broken
ms.addIcons(numbersea);
ms.addIcons(numbersubsurface);
ms.addIcons(numberair);
ms.addIcons(numberairmissile);

export interface Drawn {
  canvas: HTMLCanvasElement;
  /** Of the drawing, in CSS pixels. */
  width: number;
  height: number;
  /** From the upper left corner to the unit's place. */
  x: number;
  y: number;
}

const SIZE = 19;
/** Of a missile in flight, and of units that stand close together far out. */
export const SMALL = 12;
export const SMALL_SHARE = SMALL / SIZE;
const AFFILIATION: Record<Shape, string> = { friend: "3", neutral: "4", hostile: "6", unknown: "1" };

const SURFACE: [RegExp, string][] = [
  [/^(CV|LHA|LHD)/, "120100"],
  [/^C/, "120202"],
  [/^(DD|DDG)/, "120203"],
  [/^FFL|^FS|^K/, "120205"],
  [/^FF/, "120204"],
  [/^(AO|AOR|AOE)/, "130110"],
  [/^AT/, "130113"],
  [/^AG/, "130104"],
  [/^(LP|LS|LC|L)/, "120300"],
  [/^M(CM|H|S)/, "120400"],
  [/^P/, "120500"],
  [/^TGT/, "130201"],
  [/^RAFT/, "130204"],
  [/^FISH/, "140200"],
  [/^TANK/, "140109"],
  [/^CONT/, "140102"],
  [/^MERCH/, "140100"],
];

/** On land the frame alone. */
function entity(domain: string, kind: string, type: string, name: string): { set: string; code: string } {
  if (kind === "missile") return { set: "02", code: "110000" };
  if (domain === "air") {
    if (/HELO|^H/.test(type)) return { set: "01", code: "110200" };
    if (/^(MPA|ASW)/.test(type)) return { set: "01", code: "110118" };
    if (/AEW/.test(type)) return { set: "01", code: "110116" };
    if (/^F/.test(type)) return { set: "01", code: "110104" };
    return { set: "01", code: "110100" };
  }
  if (domain === "subsurface") return { set: "35", code: "110100" };
  if (domain === "land") return { set: "10", code: "000000" };
  if (kind === "merchant") {
    if (/tanker/i.test(name)) return { set: "30", code: "140109" };
    if (/container/i.test(name)) return { set: "30", code: "140102" };
  }
  const found = SURFACE.find(([pattern]) => pattern.test(type))?.[1];
  if (found) return { set: "30", code: found };
  return { set: "30", code: kind === "warship" ? "120200" : kind === "auxiliary" ? "130100" : "140000" };
}

const cache = new Map<string, Drawn>();

function drawn(sidc: string, tone: SideTone, theme: Theme, size: number): Drawn {
  const key = `${sidc}${tone}${theme.night}${size}`;
  const known = cache.get(key);
  if (known) return known;
  const colours = theme.side[tone];
  const symbol = new ms.Symbol(sidc, {
    size,
    civilianColor: false,
    fillColor: colours.fill,
    frameColor: all(colours.line),
    iconColor: all(colours.line),
    strokeWidth: 4,
    outlineWidth: 4,
    outlineColor: theme.sea,
    infoFields: false,
  });
  const ratio = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
  const canvas = symbol.asCanvas(ratio);
  const anchor = symbol.getAnchor();
  const { width, height } = symbol.getSize();
  const made = { canvas, width, height, x: anchor.x, y: anchor.y };
  cache.set(key, made);
  return made;
}

function all(colour: string): Record<string, string> {
  return {
    Civilian: colour,
    Friend: colour,
    Hostile: colour,
    Neutral: colour,
    Unknown: colour,
    Suspect: colour,
  };
}

export function unitSymbol(unit: Unit, theme: Theme, size = SIZE): Drawn {
  const { set, code } = entity(unit.domain, unit.kind, unit.typeCode, unit.className);
  return drawn(sidc(unit.shape, set, code), unit.tone, theme, size);
}

/** A track: what its holder takes it for, or only that it is there. */
export function trackSymbol(domain: string, kind: string, theme: Theme, tone: SideTone, shape: Shape): Drawn {
  const set = domain === "air" ? "01" : kind === "submarine" || domain === "subsurface" ? "35" : "30";
  const code =
    kind === "submarine"
      ? "110100"
      : kind === "warship"
        ? "120200"
        : kind === "merchant"
          ? "140100"
          : "000000";
  return drawn(sidc(shape, set, code), tone, theme, SIZE - 2);
}

function sidc(shape: Shape, set: string, code: string): string {
  return `100${AFFILIATION[shape]}${set}0000${code}0000`;
}
