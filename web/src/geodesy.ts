// Geodesics and rhumb lines on WGS84. Degrees and metres at the edge, radians inside.
// Direct problem: Karney, "Algorithms for geodesics", J. Geodesy 87, 43-55 (2013), doi:10.1007/s00190-012-0578-z,
// eqs. 7 to 25, with its series to the sixth order. Inverse: Vincenty, Survey Review 23(176), 1975, eqs. 13 to 21.

export const EARTH_A_M = 6378137;
export const EARTH_F = 1 / 298.257223563;
export const RAD = Math.PI / 180;
const B_M = EARTH_A_M * (1 - EARTH_F);
export const E2 = EARTH_F * (2 - EARTH_F);
const E = Math.sqrt(E2);
const EP2 = E2 / (1 - E2);
const N = EARTH_F / (2 - EARTH_F);
const N2 = N * N;

/** Numbers of one geodesic that do not change along it; `line` computes them, `along` reads them. */
export const LINE_SIZE = 26;
const AT = {
  salp0: 0,
  calp0: 1,
  sig1: 2,
  omg1: 3,
  bA1: 4,
  b1: 5,
  a3: 6,
  b31: 7,
  lon1: 8,
  shift: 9,
  c1p: 10,
  c3: 16,
} as const;

function sines(angle: number, c: ArrayLike<number>, from: number, count: number): number {
  // Clenshaw's sum of c_l sin(2 l angle), l = 1 to count.
  const x = 2 * Math.cos(2 * angle);
  let u1 = 0;
  let u2 = 0;
  for (let l = count - 1; l >= 0; l--) {
    const u = c[from + l] + x * u1 - u2;
    u2 = u1;
    u1 = u;
  }
  return u1 * Math.sin(2 * angle);
}

const c1 = new Float64Array(6);

/** The geodesic that leaves a point on an azimuth: fills `out` from `at`, LINE_SIZE numbers. */
export function line(latDeg: number, lonDeg: number, azimuthDeg: number, out: Float64Array, at = 0): void {
  const phi = latDeg * RAD;
  const alp = azimuthDeg * RAD;
  const beta = Math.atan((1 - EARTH_F) * Math.tan(phi));
  const sbet = Math.sin(beta);
  const cbet = Math.max(Math.cos(beta), 1e-200);
  const salp = Math.sin(alp);
  const calp = Math.cos(alp);
  const salp0 = salp * cbet;
  const calp0 = Math.hypot(calp, salp * sbet);
  const sig1 = sbet === 0 && calp === 0 ? 0 : Math.atan2(sbet, calp * cbet);
  const omg1 = Math.atan2(salp0 * Math.sin(sig1), Math.cos(sig1));
  const k2 = EP2 * calp0 * calp0;
  const root = Math.sqrt(1 + k2);
  const e = (root - 1) / (root + 1);
  const e2 = e * e;
  const e3 = e2 * e;
  const e4 = e2 * e2;
  const e5 = e4 * e;
  const e6 = e3 * e3;
  const a1 = (1 + e2 / 4 + e4 / 64 + e6 / 256) / (1 - e);
  c1[0] = -e / 2 + (3 * e3) / 16 - e5 / 32;
  c1[1] = -e2 / 16 + e4 / 32 - (9 * e6) / 2048;
  c1[2] = -e3 / 48 + (3 * e5) / 256;
  c1[3] = (-5 * e4) / 512 + (3 * e6) / 512;
  c1[4] = (-7 * e5) / 1280;
  c1[5] = (-7 * e6) / 2048;
  out[at + AT.salp0] = salp0;
  out[at + AT.calp0] = calp0;
  out[at + AT.sig1] = sig1;
  out[at + AT.omg1] = omg1;
  out[at + AT.bA1] = B_M * a1;
  out[at + AT.b1] = sig1 + sines(sig1, c1, 0, 6);
  out[at + AT.a3] =
    -EARTH_F *
    salp0 *
    (1 -
      (1 / 2 - N / 2) * e -
      (1 / 4 + N / 8 - (3 * N2) / 8) * e2 -
      (1 / 16 + (3 * N) / 16 + N2 / 16) * e3 -
      (3 / 64 + N / 32) * e4 -
      (3 / 128) * e5);
  const p = at + AT.c1p;
  out[p] = e / 2 - (9 * e3) / 32 + (205 * e5) / 1536;
  out[p + 1] = (5 * e2) / 16 - (37 * e4) / 96 + (1335 * e6) / 4096;
  out[p + 2] = (29 * e3) / 96 - (75 * e5) / 128;
  out[p + 3] = (539 * e4) / 1536 - (2391 * e6) / 2560;
  out[p + 4] = (3467 * e5) / 7680;
  out[p + 5] = (38081 * e6) / 61440;
  const c = at + AT.c3;
  out[c] =
    (1 / 4 - N / 4) * e +
    (1 / 8 - N2 / 8) * e2 +
    (3 / 64 + (3 * N) / 64 - N2 / 64) * e3 +
    (5 / 128 + N / 64) * e4 +
    (3 / 128) * e5;
  out[c + 1] =
    (1 / 16 - (3 * N) / 32 + N2 / 32) * e2 +
    (3 / 64 - N / 32 - (3 * N2) / 64) * e3 +
    (3 / 128 + N / 128) * e4 +
    (5 / 256) * e5;
  out[c + 2] =
    (5 / 192 - (3 * N) / 64 + (5 * N2) / 192) * e3 + (3 / 128 - (5 * N) / 192) * e4 + (7 / 512) * e5;
  out[c + 3] = (7 / 512 - (7 * N) / 256) * e4 + (7 / 512) * e5;
  out[c + 4] = (21 / 2560) * e5;
  out[at + AT.b31] = sines(sig1, out, c, 5);
  out[at + AT.lon1] = lonDeg;
}

/** What `along` found: latitude, longitude in [-180, 180), azimuth in [0, 360), degrees. */
export interface Place {
  lat: number;
  lon: number;
  azimuth: number;
}

export function along(of: Float64Array, at: number, lengthM: number, place: Place): void {
  const salp0 = of[at + AT.salp0];
  const calp0 = of[at + AT.calp0];
  const tau = of[at + AT.b1] + lengthM / of[at + AT.bA1];
  const sig2 = tau + sines(tau, of, at + AT.c1p, 6);
  const ssig = Math.sin(sig2);
  const csig = Math.cos(sig2);
  const omg2 = Math.atan2(salp0 * ssig, csig);
  // Whole turns that atan2 leaves out, by the azimuth's hand.
  const turns = Math.round(
    (sig2 - of[at + AT.sig1]) / (2 * Math.PI) - (omg2 - of[at + AT.omg1]) / (2 * Math.PI),
  );
  const omg12 = omg2 - of[at + AT.omg1] + (salp0 < 0 ? 0 : turns * 2 * Math.PI);
  const lam =
    omg12 + of[at + AT.a3] * (sig2 - of[at + AT.sig1] + sines(sig2, of, at + AT.c3, 5) - of[at + AT.b31]);
  place.lat = Math.atan2(calp0 * ssig, (1 - EARTH_F) * Math.hypot(salp0, calp0 * csig)) / RAD;
  place.lon = wrap180(of[at + AT.lon1] + lam / RAD);
  place.azimuth = wrap360(Math.atan2(salp0, calp0 * csig) / RAD);
}

const once = new Float64Array(LINE_SIZE);

export function direct(latDeg: number, lonDeg: number, azimuthDeg: number, lengthM: number): Place {
  const place = { lat: 0, lon: 0, azimuth: 0 };
  line(latDeg, lonDeg, azimuthDeg, once);
  along(once, 0, lengthM, place);
  return place;
}

/** Length in metres and azimuth in [0, 360) at the first point; not for nearly antipodal points. */
export function inverse(
  lat1: number,
  lon1: number,
  lat2: number,
  lon2: number,
): { range: number; bearing: number } {
  if (lat1 === lat2 && lon1 === lon2) return { range: 0, bearing: 0 };
  const u1 = Math.atan((1 - EARTH_F) * Math.tan(lat1 * RAD));
  const u2 = Math.atan((1 - EARTH_F) * Math.tan(lat2 * RAD));
  const su1 = Math.sin(u1);
  const cu1 = Math.cos(u1);
  const su2 = Math.sin(u2);
  const cu2 = Math.cos(u2);
  const dl = wrap180(lon2 - lon1) * RAD;
  let lam = dl;
  let ss = 0;
  let cs = 0;
  let sigma = 0;
  let c2a = 0;
  let c2m = 0;
  for (let round = 0; round < 60; round++) {
    const sl = Math.sin(lam);
    const cl = Math.cos(lam);
    ss = Math.hypot(cu2 * sl, cu1 * su2 - su1 * cu2 * cl);
    if (ss === 0) return { range: 0, bearing: 0 };
    cs = su1 * su2 + cu1 * cu2 * cl;
    sigma = Math.atan2(ss, cs);
    const sa = (cu1 * cu2 * sl) / ss;
    c2a = 1 - sa * sa;
    c2m = c2a > 1e-15 ? cs - (2 * su1 * su2) / c2a : 0;
    const c = (EARTH_F / 16) * c2a * (4 + EARTH_F * (4 - 3 * c2a));
    const before = lam;
    lam = dl + (1 - c) * EARTH_F * sa * (sigma + c * ss * (c2m + c * cs * (-1 + 2 * c2m * c2m)));
    if (Math.abs(lam - before) < 1e-14) break;
  }
  const u = c2a * EP2;
  const bigA = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
  const bigB = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
  const inner = cs * (-1 + 2 * c2m * c2m) - (bigB / 6) * c2m * (-3 + 4 * ss * ss) * (-3 + 4 * c2m * c2m);
  const range = B_M * bigA * (sigma - bigB * ss * (c2m + (bigB / 4) * inner));
  const bearing = Math.atan2(cu2 * Math.sin(lam), cu1 * su2 - su1 * cu2 * Math.cos(lam));
  return { range, bearing: wrap360(bearing / RAD) };
}

/** Isometric latitude psi, the ordinate of Mercator's chart on the ellipsoid, in units of the equator's radius. */
export function isometric(latDeg: number): number {
  const s = Math.sin(latDeg * RAD);
  return Math.asinh(Math.tan(latDeg * RAD)) - E * Math.atanh(E * s);
}

/** Latitude of an isometric latitude, by Newton's rule on the conformal latitude's tangent (Karney 2011, eq. 19-21). */
export function fromIsometric(psi: number): number {
  const taup = Math.sinh(psi);
  let tau = taup / (1 - E2);
  for (let round = 0; round < 5; round++) {
    const root = Math.hypot(1, tau);
    const sigma = Math.sinh(E * Math.atanh((E * tau) / root));
    const at = tau * Math.hypot(1, sigma) - sigma * root;
    const step = (((taup - at) / Math.hypot(1, at)) * (1 + (1 - E2) * tau * tau)) / ((1 - E2) * root);
    tau += step;
    if (Math.abs(step) < 1e-13 * Math.max(1, Math.abs(tau))) break;
  }
  return Math.atan(tau) / RAD;
}

// Rhumb lines: rectifying latitude in the third flattening to n^5 (Karney 2024, doi:10.1080/00396265.2023.2217604).
const N3 = N2 * N;
const N4 = N2 * N2;
const N5 = N4 * N;
const ARC_M = (EARTH_A_M / (1 + N)) * (1 + N2 / 4 + N4 / 64);
const TO_RECTIFYING = [
  (-3 / 2) * N + (9 / 16) * N3 - (3 / 32) * N5,
  (15 / 16) * N2 - (15 / 32) * N4,
  (-35 / 48) * N3 + (105 / 256) * N5,
  (315 / 512) * N4,
  (-693 / 1280) * N5,
];
const FROM_RECTIFYING = [
  (3 / 2) * N - (27 / 32) * N3 + (269 / 512) * N5,
  (21 / 16) * N2 - (55 / 32) * N4,
  (151 / 96) * N3 - (417 / 128) * N5,
  (1097 / 512) * N4,
  (8011 / 2560) * N5,
];

/** Distance along the meridian from the equator, metres. */
export function meridianArc(latDeg: number): number {
  const phi = latDeg * RAD;
  return ARC_M * (phi + sines(phi, TO_RECTIFYING, 0, 5));
}

/** Where a held course leads; a negative length goes back; NaN past a pole. */
export function rhumb(
  latDeg: number,
  lonDeg: number,
  courseDeg: number,
  lengthM: number,
  place: Place,
): void {
  const phi1 = latDeg * RAD;
  const mu = phi1 + sines(phi1, TO_RECTIFYING, 0, 5) + (lengthM * Math.cos(courseDeg * RAD)) / ARC_M;
  const phi2 = Math.abs(mu) < Math.PI / 2 ? mu + sines(mu, FROM_RECTIFYING, 0, 5) : Number.NaN;
  place.lat = phi2 / RAD;
  place.lon = wrap180(lonDeg + (lengthM * Math.sin(courseDeg * RAD) * slope(phi1, phi2)) / RAD);
  place.azimuth = wrap360(courseDeg);
}

const NODES = [0, 0.538469310105683, 0.906179845938664];
const WEIGHTS = [0.568888888888889, 0.478628670499366, 0.236926885056189];

/** Mean of d psi / d m between two latitudes: Gauss-Legendre of five points where they are near, else directly. */
function slope(phi1: number, phi2: number): number {
  const half = (phi2 - phi1) / 2;
  if (Math.abs(half) > 0.005) {
    const arc = meridianArc(phi2 / RAD) - meridianArc(phi1 / RAD);
    return (isometric(phi2 / RAD) - isometric(phi1 / RAD)) / arc;
  }
  const middle = (phi1 + phi2) / 2;
  let psi = 0;
  let arc = 0;
  for (let i = -2; i <= 2; i++) {
    const phi = middle + Math.sign(i) * half * NODES[Math.abs(i)];
    const shrink = 1 - E2 * Math.sin(phi) ** 2;
    psi += WEIGHTS[Math.abs(i)] * ((1 - E2) / (shrink * Math.cos(phi)));
    arc += (WEIGHTS[Math.abs(i)] * (EARTH_A_M * (1 - E2))) / shrink ** 1.5;
  }
  return psi / arc;
}

export function wrap360(deg: number): number {
  const a = deg % 360;
  return a < 0 ? (a + 360 >= 360 ? 0 : a + 360) : a;
}

export function wrap180(deg: number): number {
  return wrap360(deg + 180) - 180;
}
