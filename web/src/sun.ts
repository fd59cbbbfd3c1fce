// The sun's height, to a quarter of a degree: the low-precision formulas of the Astronomical Almanac (page C5).
import { RAD } from "./geodesy";

/** Sine of the sun's altitude at a place; milliseconds since 1970. */
export function sineOfSun(ms: number, latDeg: number, lonDeg: number): number {
  const days = ms / 86_400_000 - 10957.5;
  const g = (357.528 + 0.9856003 * days) * RAD;
  const longitude = (280.46 + 0.9856474 * days + 1.915 * Math.sin(g) + 0.02 * Math.sin(2 * g)) * RAD;
  const tilt = (23.439 - 0.0000004 * days) * RAD;
  const declination = Math.asin(Math.sin(tilt) * Math.sin(longitude));
  const ascension = Math.atan2(Math.cos(tilt) * Math.sin(longitude), Math.cos(longitude));
  const sidereal = (280.46061837 + 360.98564736629 * days + lonDeg) * RAD;
  const hour = sidereal - ascension;
  return (
    Math.sin(latDeg * RAD) * Math.sin(declination) +
    Math.cos(latDeg * RAD) * Math.cos(declination) * Math.cos(hour)
  );
}

const SET = Math.sin(-0.833 * RAD);

/** Spans of night, [from, to] seconds after `startMs`, to the minute. */
export function nights(startMs: number, endS: number, latDeg: number, lonDeg: number): [number, number][] {
  const found: [number, number][] = [];
  const dark = (s: number) => sineOfSun(startMs + s * 1000, latDeg, lonDeg) < SET;
  const step = Math.max(300, endS / 5000);
  let from = dark(0) ? 0 : -1;
  for (let s = step; s <= endS + step; s += step) {
    const now = Math.min(s, endS);
    if (dark(now) === from >= 0) continue;
    let low = s - step;
    let high = now;
    while (high - low > 30) {
      const middle = (low + high) / 2;
      if (dark(middle) === from >= 0) low = middle;
      else high = middle;
    }
    if (from >= 0) found.push([from, high]);
    from = from >= 0 ? -1 : high;
    if (s > endS) break;
  }
  if (from >= 0) found.push([from, endS]);
  return found;
}
