import { describe, expect, it } from "vitest";
import { direct, fromIsometric, inverse, isometric, meridianArc, rhumb, wrap180 } from "../src/geodesy";

// lat1, lon1, azi1, s12, lat2, lon2: GeographicLib's test set (Karney 2013, doi:10.1007/s00190-012-0578-z;
// geographiclib-python, geographiclib/test/test_geodesic.py, testcases).
const GEOGRAPHICLIB = [
  [35.60777, -139.44815, 111.0987484295603, 8935244.56048183, -11.17491, -69.95921],
  [-21.97856, 142.59065, -32.4445687643319, 8394328.894657671, 41.84138, 98.56635],
  [-17.42761, 173.34268, -159.0335576611929, 16076603.163118068, -15.84784, 5.93557],
  [32.84994, 48.28919, 150.492927788122, 16727068.943816446, -56.28556, -157.70868],
  [-50.56724, -16.30485, -105.4396799075902, 6455670.511866869, -33.56571, -94.97412],
  [-68.82867, -74.28391, 93.7743477631149, 3956936.926063544, -50.63005, -8.36685],
  [-10.62672, -32.0898, -86.4267132867478, 11470869.386456301, 5.883, -134.31681],
  [-19.79938, -174.47484, 71.1672757801715, 2319004.860116939, -11.99349, -154.35109],
  [-87.85331, 85.66836, -65.1203130402427, 17286615.314714465, 66.48646, 16.09921],
  [1.74708, 128.32011, -101.5848436311739, 12942901.124134742, -11.16617, 11.87109],
  [-41.22777, 122.32875, 14.2851134022757, 3812686.035106021, -7.57291, 130.37946],
  [-29.47124, 95.14681, -163.7791304416884, 13487015.838114548, -27.46601, -69.15955],
];

// lat1, lon1, lat2, lon2, s12, azi12: class Rhumb of GeographicLib 2 (exact), WGS84.
const RHUMBS = [
  [40.6, -73.8, 1.35, 103.98, 18527780.991352, 103.5688734029],
  [35, 139.8, -33.9, 151.2, 7719501.012628, 171.1290724489],
  [1.2, 103.9, 6.9, 79.8, 2748293.071105, 283.2585729683],
  [-54.8, -68.3, -34, 18.4, 7176567.343394, 71.2122868293],
  [43.1, 131.9, 35.45, 139.65, 1080274.67328, 141.8317391894],
];
const NANODEGREES = 5e-9;

describe("a geodesic", () => {
  it.each(GEOGRAPHICLIB)("from %d, %d on %d for %d m ends where GeographicLib says", (...row) => {
    const [lat1, lon1, azimuth, length, lat2, lon2] = row;
    const end = direct(lat1, lon1, azimuth, length);
    expect(Math.abs(end.lat - lat2)).toBeLessThan(NANODEGREES);
    expect(Math.abs(wrap180(end.lon - lon2))).toBeLessThan(NANODEGREES);
  });

  it.each(GEOGRAPHICLIB)("from %d, %d on %d for %d m is as long as GeographicLib says", (...row) => {
    const [lat1, lon1, azimuth, length, lat2, lon2] = row;
    const way = inverse(lat1, lon1, lat2, lon2);
    expect(Math.abs(way.range - length)).toBeLessThan(0.001);
    expect(Math.abs(wrap180(way.bearing - azimuth))).toBeLessThan(1e-7);
  });

  it("of 10,000 km from 40 N on 30 degrees is that of Karney's table 2", () => {
    const end = direct(40, 0, 30, 10_000_000);
    expect(end.lat).toBeCloseTo(41.79331020506, 9);
    expect(end.lon).toBeCloseTo(137.84490004377, 9);
    expect(end.azimuth).toBeCloseTo(149.09016931807, 9);
  });

  it("of no length ends where it began, on the equator and at the poles too", () => {
    for (const lat of [-90, -45, 0, 45, 89.9999, 90]) {
      expect(direct(lat, 179.5, 90, 0).lat).toBeCloseTo(lat, 11);
    }
  });
});

describe("a rhumb line", () => {
  it.each(RHUMBS)("from %d, %d leads to %d, %d", (...row) => {
    const [lat1, lon1, lat2, lon2, length, course] = row;
    const end = { lat: 0, lon: 0, azimuth: 0 };
    rhumb(lat1, lon1, course, length, end);
    expect(Math.abs(end.lat - lat2)).toBeLessThan(NANODEGREES);
    expect(Math.abs(wrap180(end.lon - lon2))).toBeLessThan(NANODEGREES);
  });

  it("along a parallel keeps its latitude", () => {
    const end = { lat: 0, lon: 0, azimuth: 0 };
    rhumb(60, 0, 90, 100_000, end);
    expect(end.lat).toBeCloseTo(60, 11);
    const radius = (6378137 * 0.5) / Math.sqrt(1 - 0.0066943799901413165 * 0.75); // of the parallel, e2 of WGS84
    expect(end.lon).toBeCloseTo((100_000 / radius / Math.PI) * 180, 9);
  });
});

describe("latitudes", () => {
  it("come back from the isometric latitude", () => {
    for (let lat = -89.5; lat < 90; lat += 0.5) expect(fromIsometric(isometric(lat))).toBeCloseTo(lat, 10);
  });

  it("a quarter of the meridian is 10,001,965.729 m", () => {
    expect(meridianArc(90)).toBeCloseTo(10001965.729313, 4); // GeographicLib, RhumbSolve2
  });
});
