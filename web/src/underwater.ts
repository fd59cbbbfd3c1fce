// Dips and sonobuoys from the log: when a helicopter has her sonar in the water, where a buoy lies and how long.
import type { Model, Underwater } from "./model";

interface Figures {
  depth_m?: number;
  lat_deg?: number;
  lon_deg?: number;
  sensor?: string;
}

function figures(text: string): Figures {
  if (!text) return {};
  try {
    const found: unknown = JSON.parse(text);
    return found && typeof found === "object" ? (found as Figures) : {};
  } catch {
    return {};
  }
}

export function findUnderwater(model: Model): Underwater[] {
  const events = model.recording.table("events");
  const found: Underwater[] = [];
  const open = new Map<string, Underwater>();
  const order = Array.from({ length: events.rows }, (_, row) => row);
  const time = events.values("time_s");
  order.sort((a, b) => time[a] - time[b]);
  for (const row of order) {
    const kind = events.text("kind", row);
    if (kind !== "dips" && kind !== "sonar raised" && kind !== "buoy laid" && kind !== "buoy spent") continue;
    const unit = model.unitByCode.get(events.values("unit_id")[row]);
    if (!unit) continue;
    const at = figures(events.text("data", row));
    const said = /buoy (\S+) of/.exec(events.text("text", row))?.[1] ?? "";
    const name = at.sensor ?? said;
    const key = kind.startsWith("buoy") ? `${unit.id}/${name}` : unit.id;
    if (kind === "dips" || kind === "buoy laid") {
      const item: Underwater = {
        unit: unit.index,
        start: time[row],
        end: Number.POSITIVE_INFINITY,
        kind: kind === "dips" ? "dip" : "buoy",
        depth: at.depth_m ?? Number.NaN,
        lat: at.lat_deg ?? Number.NaN,
        lon: at.lon_deg ?? Number.NaN,
        name,
      };
      found.push(item);
      open.set(key, item);
    } else {
      const item = open.get(key);
      if (item) item.end = time[row];
      open.delete(key);
    }
  }
  return found;
}
