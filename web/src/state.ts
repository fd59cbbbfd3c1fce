// What the page shows now: time, place, layers, selection. The URL's fragment holds it and reproduces it.
import type { Model } from "./model";

export const LAYERS = [
  "areas",
  "airspace",
  "lanes",
  "danger",
  "trails",
  "vectors",
  "names",
  "traffic",
  "tracks",
  "contacts",
  "bearings",
  "fire",
  "underwater",
  "coverage",
  "sonar",
  "links",
  "depth",
  "waters",
  "graticule",
  "locator",
] as const;

const OFF_AT_FIRST = new Set(["links", "contacts"]);

export const SPEEDS = [1, 10, 60, 600, 3600, 10000];

export type Change = "time" | "view" | "selection" | "layers" | "theme" | "play" | "picture" | "notes";

export interface Place {
  lat: number;
  lon: number;
  /** Metres of sea a pixel, at the place. */
  metres: number;
}

export class PageState {
  t = 0;
  playing = false;
  speed = 600;
  unit = "";
  serial = "";
  /** "truth", "nation:CODE" or "unit:ID". */
  picture = "truth";
  layers = new Set<string>(LAYERS.filter((layer) => !OFF_AT_FIRST.has(layer)));
  night = false;
  follow = false;
  lanesByUnit = false;
  everyEvent = false;
  /** Where the fragment asked to look; the chart takes it once. */
  place: Place | null = null;
  private readonly listeners: ((change: Change) => void)[] = [];

  /** The timeline ends at `endS`; what is recorded, and with it the moment, at `lastS`. */
  constructor(
    public endS: number,
    public lastS = endS,
  ) {}

  on(listener: (change: Change) => void): void {
    this.listeners.push(listener);
  }

  tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }

  /** The moment to the digits that a link has of it. */
  round(): void {
    this.t = this.within(Number(trimmed(this.t, 3)));
  }

  seek(seconds: number): void {
    if (!Number.isFinite(seconds)) return;
    this.t = this.within(seconds);
    this.tell("time");
  }

  private within(seconds: number): number {
    return Math.max(0, Math.min(this.lastS, seconds));
  }

  select(unit: string, serial = ""): void {
    if (unit === this.unit && serial === this.serial) return;
    this.unit = unit;
    this.serial = serial;
    if (!unit) this.follow = false;
    this.tell("selection");
  }

  toggleLayer(layer: string): void {
    if (this.layers.has(layer)) this.layers.delete(layer);
    else this.layers.add(layer);
    this.tell("layers");
  }

  fragment(place: Place): string {
    const parts: [string, string][] = [
      ["t", trimmed(this.t, 3)],
      ["lat", trimmed(place.lat, 6)],
      ["lon", trimmed(place.lon, 6)],
      ["m", place.metres.toPrecision(5).replace(/\.?0+$/, "")],
    ];
    if (this.unit) parts.push(["unit", this.unit]);
    if (this.serial) parts.push(["serial", this.serial]);
    if (this.picture !== "truth") parts.push(["picture", this.picture]);
    const off = LAYERS.filter((layer) => !this.layers.has(layer) && !OFF_AT_FIRST.has(layer));
    const more = LAYERS.filter((layer) => this.layers.has(layer) && OFF_AT_FIRST.has(layer));
    if (off.length) parts.push(["off", off.join(",")]);
    if (more.length) parts.push(["on", more.join(",")]);
    if (this.speed !== 600) parts.push(["x", String(this.speed)]);
    if (this.lanesByUnit) parts.push(["lanes", "unit"]);
    if (this.follow) parts.push(["follow", "1"]);
    parts.push(["night", this.night ? "1" : "0"]);
    return parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  }

  /** Takes what a fragment says and this recording has; the rest of it is left alone. */
  read(fragment: string, model: Model): void {
    const at = new URLSearchParams(fragment.replace(/^#/, ""));
    const number = (name: string) => (at.get(name) ? Number(at.get(name)) : Number.NaN);
    const serial = at.get("serial") ?? "";
    const unit = at.get("unit") ?? "";
    this.unit = model.unitById.has(unit) ? unit : "";
    this.serial = model.serialById.has(serial) ? serial : "";
    const t = number("t");
    if (Number.isFinite(t)) this.t = this.within(t);
    else if (this.serial) this.t = this.within(model.serialById.get(this.serial)!.plannedStart);
    const lat = number("lat");
    const lon = number("lon");
    const metres = number("m");
    this.place = null;
    if (Math.abs(lat) <= 90 && Math.abs(lon) <= 540 && metres > 0) this.place = { lat, lon, metres };
    const picture = at.get("picture") ?? "truth";
    const [kind, who] = [picture.slice(0, picture.indexOf(":")), picture.slice(picture.indexOf(":") + 1)];
    const known =
      (kind === "nation" && model.nations.some((n) => n.code === who)) ||
      (kind === "unit" && model.unitById.has(who));
    this.picture = known ? picture : "truth";
    const off = new Set((at.get("off") ?? "").split(","));
    const on = new Set((at.get("on") ?? "").split(","));
    this.layers = new Set(
      LAYERS.filter((layer) => (!OFF_AT_FIRST.has(layer) || on.has(layer)) && !off.has(layer)),
    );
    const x = number("x");
    this.speed = SPEEDS.includes(x) ? x : 600;
    this.lanesByUnit = at.get("lanes") === "unit";
    this.follow = at.get("follow") === "1" && this.unit !== "";
    if (at.has("night")) this.night = at.get("night") === "1";
  }
}

/** A place to the digits that a link has of it. */
export function rounded({ lat, lon, metres }: Place): Place {
  return { lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)), metres: Number(metres.toPrecision(5)) };
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, "") || "0";
}
