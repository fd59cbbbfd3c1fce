// Plan against what happened, in words: how much earlier or later a serial began and ended.
import type { Serial } from "./model";
import { T } from "./texts";

/** Within a minute counts as planned. */
const NEAR_S = 60;

type Times = Pick<Serial, "plannedStart" | "plannedEnd" | "start" | "end">;

export function hoursMinutes(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const hours = Math.floor(minutes / 60);
  if (!hours) return `${minutes} min`;
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}

function against(late: number): string {
  if (Math.abs(late) < NEAR_S) return T.serial.asPlanned;
  return late > 0 ? T.serial.late(hoursMinutes(late)) : T.serial.early(hoursMinutes(late));
}

/** What can be told at a time: nothing of an end that is still to come. */
export function drift(serial: Times, t: number): string {
  if (!Number.isFinite(serial.start)) return t > serial.plannedStart ? T.serial.notBegun : "";
  if (t < serial.start) return "";
  const began = against(serial.start - serial.plannedStart);
  if (!(t >= serial.end)) return T.serial.began(began);
  const ended = against(serial.end - serial.plannedEnd);
  return began === ended && began === T.serial.asPlanned
    ? began
    : `${T.serial.began(began)}, ${T.serial.ended(ended)}`;
}
