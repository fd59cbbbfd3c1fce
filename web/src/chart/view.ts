// The window on the plane: one affine transform, so that zoom and pan move nothing but numbers.
import type { Bounds, Plane } from "../projection";

export const MARGIN = 26;
const BAND = 4;
/** Symbols that make room for each other stand this far from their places, and clear of the arrows on the sides. */
const ROOM_PX = 60;

export class View {
  width = 0;
  height = 0;
  ratio = 1;
  /** Plane metres at the middle. */
  cx = 0;
  cy = 0;
  /** Pixels a plane metre. */
  k = 1e-3;
  private kLeast = 1e-6;

  constructor(readonly plane: Plane) {}

  /** The chart inside its frame. */
  get left(): number {
    return MARGIN;
  }
  get top(): number {
    return MARGIN - 6;
  }
  get right(): number {
    return this.width - MARGIN + 4;
  }
  get bottom(): number {
    return this.height - MARGIN + 6;
  }
  get band(): number {
    return BAND;
  }
  get midX(): number {
    return (this.left + this.right) / 2;
  }
  get midY(): number {
    return (this.top + this.bottom) / 2;
  }

  x(px: number): number {
    return this.midX + (px - this.cx) * this.k;
  }

  y(py: number): number {
    return this.midY - (py - this.cy) * this.k;
  }

  planeX(x: number): number {
    return this.cx + (x - this.midX) / this.k;
  }

  planeY(y: number): number {
    return this.cy - (y - this.midY) / this.k;
  }

  /** Fills plane.lat and plane.lon with what lies at a pixel. */
  earthAt(x: number, y: number): void {
    this.plane.toEarth(this.planeX(x), this.planeY(y));
  }

  /** Pixels a metre of sea at a place. */
  pxPerM(lat: number, lon: number): number {
    return this.k * this.plane.stretch(lat, lon);
  }

  inside(x: number, y: number, by = 0): boolean {
    return x >= this.left - by && x <= this.right + by && y >= this.top - by && y <= this.bottom + by;
  }

  setScale(k: number): void {
    this.k = Math.max(this.kLeast, Math.min(2, k));
  }

  zoomAt(x: number, y: number, factor: number): void {
    const px = this.planeX(x);
    const py = this.planeY(y);
    this.setScale(this.k * factor);
    this.cx = px - (x - this.midX) / this.k;
    this.cy = py + (y - this.midY) / this.k;
  }

  centreOn(lat: number, lon: number): void {
    if (!this.plane.toPlane(lat, lon)) return;
    this.cx = this.plane.x;
    this.cy = this.plane.y;
  }

  /** Shows these bounds whole, with so much room above and below. */
  fit(bounds: Bounds, roomPx = ROOM_PX): void {
    let x1 = Infinity;
    let x2 = -Infinity;
    let y1 = Infinity;
    let y2 = -Infinity;
    for (let i = 0; i <= 8; i++) {
      for (let j = 0; j <= 8; j++) {
        const lat = bounds.south + ((bounds.north - bounds.south) * i) / 8;
        if (!this.plane.toPlane(lat, bounds.west + ((bounds.east - bounds.west) * j) / 8)) continue;
        x1 = Math.min(x1, this.plane.x);
        x2 = Math.max(x2, this.plane.x);
        y1 = Math.min(y1, this.plane.y);
        y2 = Math.max(y2, this.plane.y);
      }
    }
    if (!(x2 > x1) || !(y2 > y1)) return;
    const wide = this.right - this.left - 2 * Math.min(ROOM_PX, this.width / 8, this.height / 8);
    const high =
      this.bottom - this.top - 2 * Math.min(roomPx, this.width / 8, this.height / (roomPx > ROOM_PX ? 5 : 8));
    const k = Math.min(wide / (x2 - x1), high / (y2 - y1));
    this.kLeast = Math.min(k / 12, 1e-4);
    this.setScale(k);
    this.cx = (x1 + x2) / 2;
    this.cy = (y1 + y2) / 2;
  }
}
