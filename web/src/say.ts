// Numbers and times in words: nautical miles, knots, degrees and minutes, Z and local time.

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
export const NMI_M = 1852;
export const KN_MPS = 1852 / 3600;

/** A whole number with a comma at each thousand. The browser's own way costs tens of milliseconds when first asked. */
export const thousands = (n: number) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/** A name within a sentence or beside a number: one from right to left does not turn round what follows it. */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

const two = (n: number) => String(n).padStart(2, "0");

export class Clock {
  readonly startMs: number;
  constructor(
    startUtc: string,
    readonly offsetS: number,
    readonly zone: string,
  ) {
    this.startMs = Date.parse(startUtc);
  }

  private at(seconds: number, offsetS = 0): Date {
    return new Date(this.startMs + (seconds + offsetS) * 1000);
  }

  day(seconds: number): string {
    const d = this.at(seconds);
    return `${DAYS[d.getUTCDay()]} ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
  }

  full(seconds: number): string {
    const d = this.at(seconds);
    return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
  }

  short(seconds: number): string {
    const d = this.at(seconds);
    return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
  }

  z(seconds: number): string {
    return `${this.short(seconds)}Z`;
  }

  dayZ(seconds: number): string {
    return `${this.at(seconds).getUTCDate()} ${this.z(seconds)}`;
  }

  localTime(seconds: number): string {
    const d = this.at(seconds, this.offsetS);
    return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())} ${this.zone}`;
  }

  /** Seconds of the first midnight (UTC) at or after the exercise's start. */
  firstMidnight(): number {
    const d = this.at(0);
    const s = d.getUTCHours() * 3600 + d.getUTCMinutes() * 60 + d.getUTCSeconds();
    return s === 0 ? 0 : 86400 - s;
  }
}

/** Rounds to thousandths of a minute first, so that no 60.0' shows. */
function degreesMinutes(value: number, width: number, digits: number): string {
  const unit = 10 ** digits;
  const whole = Math.round(Math.abs(value) * 60 * unit);
  const deg = Math.floor(whole / (60 * unit));
  const minutes = (whole - deg * 60 * unit) / unit;
  const text = minutes.toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, "0");
  return `${String(deg).padStart(width, "0")}°${text}′`;
}

export function latText(lat: number, digits = 1): string {
  return `${degreesMinutes(lat, 2, digits)}${lat < 0 ? "S" : "N"}`;
}

export function lonText(lon: number, digits = 1): string {
  return `${degreesMinutes(lon, 3, digits)}${lon < 0 ? "W" : "E"}`;
}

export function rangeText(metres: number): string {
  const nmi = metres / NMI_M;
  if (nmi < 0.1) return `${Math.round(metres)} m`;
  return `${nmi < 100 ? nmi.toFixed(1) : Math.round(nmi)} nmi`;
}

export function bearingText(deg: number): string {
  const whole = Math.round(deg) % 360;
  return `${String(whole).padStart(3, "0")}°T`;
}

export function courseDigits(deg: number): string {
  return String(Math.round(deg) % 360).padStart(3, "0");
}

export function knots(mps: number): string {
  return (mps / KN_MPS).toFixed(1);
}

export function span(seconds: number): string {
  const s = Math.abs(seconds);
  if (s < 90) return `${Math.round(s)} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  return `${(s / 3600).toFixed(1)} h`;
}

export function signed(value: number, digits = 0): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : `+${text}`;
}

export function measureText(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const digits = Number.isInteger(value) ? 0 : size < 10 ? 2 : size < 100 ? 1 : 0;
  return `${value.toFixed(digits)}${unit && unit !== "1" ? ` ${unit}` : ""}`;
}

/** A sentence with knots for metres a second: so the people on the bridge say it. */
export function inKnots(text: string): string {
  return text.replace(
    /(\d+(?:\.\d+)?)\s?m\/s(?!\w)/g,
    (_, mps: string) => `${Number((Number(mps) / KN_MPS).toFixed(1))} kn`,
  );
}
