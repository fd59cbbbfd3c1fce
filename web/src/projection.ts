// One conformal plane for a recording: Mercator turned to the exercise's meridian, or stereographic about its middle for
// ocean spans and high latitudes. Conformal on the ellipsoid (by the isometric latitude); plane metres, true at the middle.
import { E2, EARTH_A_M, fromIsometric, isometric, RAD, wrap180 } from "./geodesy";

export interface Plane {
  readonly name: "mercator" | "stereographic";
  readonly lat0: number;
  readonly lon0: number;
  x: number;
  y: number;
  /** Fills x and y; false if the place cannot be drawn. */
  toPlane(lat: number, lon: number): boolean;
  lat: number;
  lon: number;
  /** Fills lat and lon. */
  toEarth(x: number, y: number): void;
  /** Plane metres a metre of sea at a latitude, about. */
  stretch(lat: number, lon: number): number;
}

const LAT_MAX = 85;

function parallelRadius(lat: number): number {
  const s = Math.sin(lat * RAD);
  return (EARTH_A_M * Math.cos(lat * RAD)) / Math.sqrt(1 - E2 * s * s);
}

export class Mercator implements Plane {
  readonly name = "mercator";
  x = 0;
  y = 0;
  lat = 0;
  lon = 0;
  private readonly unit: number;
  private readonly psi0: number;

  constructor(
    readonly lat0: number,
    readonly lon0: number,
  ) {
    this.unit = parallelRadius(lat0);
    this.psi0 = isometric(lat0);
  }

  toPlane(lat: number, lon: number): boolean {
    this.x = this.unit * wrap180(lon - this.lon0) * RAD;
    this.y = this.unit * (isometric(Math.max(-LAT_MAX, Math.min(LAT_MAX, lat))) - this.psi0);
    return true;
  }

  toEarth(x: number, y: number): void {
    this.lat = fromIsometric(y / this.unit + this.psi0);
    this.lon = wrap180(this.lon0 + x / this.unit / RAD);
  }

  stretch(lat: number): number {
    return this.unit / parallelRadius(Math.max(-LAT_MAX, Math.min(LAT_MAX, lat)));
  }
}

export class Stereographic implements Plane {
  readonly name = "stereographic";
  x = 0;
  y = 0;
  lat = 0;
  lon = 0;
  private readonly s0: number;
  private readonly c0: number;
  private readonly unit: number;

  constructor(
    readonly lat0: number,
    readonly lon0: number,
  ) {
    const chi = Math.atan(Math.sinh(isometric(lat0)));
    this.s0 = Math.sin(chi);
    this.c0 = Math.cos(chi);
    this.unit = parallelRadius(lat0) / this.c0;
  }

  toPlane(lat: number, lon: number): boolean {
    const psi = isometric(Math.max(-89.9999, Math.min(89.9999, lat)));
    const s = Math.tanh(psi);
    const c = 1 / Math.cosh(psi);
    const d = (lon - this.lon0) * RAD;
    const below = 1 + this.s0 * s + this.c0 * c * Math.cos(d);
    if (below < 0.15) return false;
    const k = (2 * this.unit) / below;
    this.x = k * c * Math.sin(d);
    this.y = k * (this.c0 * s - this.s0 * c * Math.cos(d));
    return true;
  }

  toEarth(x: number, y: number): void {
    const rho = Math.hypot(x, y) / this.unit;
    if (rho < 1e-12) {
      this.lat = this.lat0;
      this.lon = this.lon0;
      return;
    }
    const angle = 2 * Math.atan(rho / 2);
    const s = Math.sin(angle);
    const c = Math.cos(angle);
    const up = y / this.unit / rho;
    const chi = Math.asin(Math.max(-1, Math.min(1, c * this.s0 + up * s * this.c0)));
    this.lat = fromIsometric(Math.atanh(Math.max(-0.9999999999, Math.min(0.9999999999, Math.sin(chi)))));
    this.lon = wrap180(
      this.lon0 + Math.atan2((x / this.unit) * s, rho * this.c0 * c - (y / this.unit) * this.s0 * s) / RAD,
    );
  }

  stretch(lat: number, lon: number): number {
    const psi = isometric(Math.max(-89.9999, Math.min(89.9999, lat)));
    const below =
      1 + this.s0 * Math.tanh(psi) + (this.c0 / Math.cosh(psi)) * Math.cos((lon - this.lon0) * RAD);
    return (
      (2 * this.unit) /
      Math.max(0.15, below) /
      Math.cosh(psi) /
      parallelRadius(Math.min(89.99, Math.abs(lat)))
    );
  }
}

export interface Bounds {
  south: number;
  north: number;
  /** Runs on: east may pass 180. */
  west: number;
  east: number;
}

export function planeFor(bounds: Bounds): Plane {
  const lat0 = (bounds.south + bounds.north) / 2;
  const lon0 = wrap180((bounds.west + bounds.east) / 2);
  const ocean = bounds.east - bounds.west > 55 || bounds.north - bounds.south > 45;
  const polar = Math.max(Math.abs(bounds.south), Math.abs(bounds.north)) > 66;
  return ocean || polar ? new Stereographic(lat0, lon0) : new Mercator(lat0, lon0);
}
