// Kinds of serials and events as the page sorts them, and names short enough for the chart.
import type { EventMark } from "./model";

const FAMILY: [RegExp, string][] = [
  [/^(COMMEX|LINKEX|PHOTEX|CPX|COMM)/, "command"],
  [/^(RAS|VERTREP|FUEL)/, "replenishment"],
  [/^(GUNEX|NGFS|FIREX|MISSILEX)/, "gunnery"],
  [/^(CASEX|SUBEX|TORPEX|ASW)/, "submarine"],
  [/^(FLYEX|ADEX|AIR|HELEX|DLQ)/, "air"],
];

export function familyOf(kind: string): string {
  return FAMILY.find(([pattern]) => pattern.test(kind))?.[1] ?? "surface";
}

const MARKS: Record<string, EventMark> = {
  shot: "fire",
  launch: "fire",
  attack: "fire",
  "commence fire": "fire",
  "fire for effect": "fire",
  salvo: "fall",
  assessment: "fall",
  "sonar contact": "contact",
  "contact reported": "contact",
  sighted: "contact",
  anomaly: "contact",
  "sonar bearing": "contact",
  distress: "contact",
  "torpedo heard": "contact",
  shadowing: "contact",
  connected: "supply",
  disconnected: "supply",
  "pump done": "supply",
  alongside: "supply",
  recovered: "supply",
  "check fire": "check",
  "range fouled": "check",
  "wave-off": "check",
  bingo: "check",
  "contact lost": "check",
  "range clear": "check",
  "fuel low": "check",
  "break away": "supply",
  "take-off": "air",
  landed: "air",
  dips: "air",
  "buoy laid": "air",
  "serial started": "serial",
  "serial ended": "serial",
  "air fire": "fire",
  "fire opened": "fire",
  "missiles away": "fire",
  "ship engages": "fire",
  "fighter engages": "fire",
  decoys: "fire",
  "assessed hit": "fall",
  "missile down": "fall",
  "brought down": "fall",
  "out of action": "check",
  hostile: "contact",
  "raid detected": "contact",
  "raid called": "contact",
  scramble: "air",
};

export function markOf(kind: string): EventMark {
  return MARKS[kind] ?? "routine";
}

const SHORT_MAX = 15;
/** Which of several: "Tu-95MS, first"; it says nothing without what goes before it. */
const ORDINAL = /^(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+)$/i;

export function shortName(name: string, kind: string): string {
  const plain = name.replace(/\s*\([^)]*\)/g, "").trim();
  const [before, after] = plain.split(/, (.*)/);
  const afterComma = !after ? plain : ORDINAL.test(after) ? `${before} ${after}` : after;
  const helo = /^Helicopter of (?:.* )?(\S+)$/i.exec(plain);
  let short = helo ? `Helo ${helo[1]}` : afterComma;
  if (short.length > SHORT_MAX && kind === "warship") short = short.slice(short.lastIndexOf(" ") + 1);
  if (kind === "warship" && /^Admiral /i.test(short)) short = short.slice(8);
  if (short.length > SHORT_MAX + 5) short = `${short.slice(0, SHORT_MAX + 4).trimEnd()}…`;
  return short.toUpperCase();
}
