// Dips and sonobuoys from the log's sentences: when a helicopter has her sonar in the water, where a buoy was laid (under
// the aircraft that laid it) and until when it lived.
import type { Model, Underwater } from "./model";
import { newState } from "./motion";

const KINDS = new Set(["dips", "sonar raised", "buoy laid", "buoy spent"]);

export function findUnderwater(model: Model): Underwater[] {
  const events = model.recording.table("events");
  const found: Underwater[] = [];
  const open = new Map<string, Underwater>();
  const time = events.values("time_s");
  const order = Array.from({ length: events.rows }, (_, row) => row)
    .filter((row) => KINDS.has(events.text("kind", row)))
    .sort((a, b) => time[a] - time[b]);
  const at = newState();
  for (const row of order) {
    const kind = events.text("kind", row);
    const unit = model.unitByCode.get(events.values("unit_id")[row]);
    if (!unit) continue;
    const text = events.text("text", row);
    const name = /buoy ([^\s,]+)/.exec(text)?.[1] ?? "";
    const key = kind.startsWith("buoy") ? `${unit.id}/${name}` : unit.id;
    if (kind !== "dips" && kind !== "buoy laid") {
      const item = open.get(key);
      if (item) item.end = time[row];
      open.delete(key);
      continue;
    }
    if (!model.stateAt(unit, time[row], at)) continue;
    const item: Underwater = {
      unit: unit.index,
      start: time[row],
      end: Number.POSITIVE_INFINITY,
      kind: kind === "dips" ? "dip" : "buoy",
      depth: Number(/(\d+(?:\.\d+)?) m\b/.exec(text)?.[1] ?? Number.NaN),
      lat: at.lat,
      lon: at.lon,
      name,
    };
    found.push(item);
    open.set(key, item);
  }
  return found;
}
