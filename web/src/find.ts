// What Find finds: ships and aircraft by name or number first, then serials, then units otherwise, then events.
import type { Model, Unit } from "./model";
import type { PageState } from "./state";
import { T } from "./texts";
import { eventsOf } from "./whose";

export interface Found {
  kind: string;
  mark: string;
  words: string;
  note: string;
  go: () => void;
}

const SHOWN = 60;

/** What fits the words; `showArea` moves the chart to an area. */
export function search(
  model: Pick<Model, "units" | "unitById" | "serials" | "events" | "clock">,
  page: PageState,
  words: string,
  showArea: (areaId: string) => void,
): Found[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: string) => {
    const low = text.toLowerCase();
    return wanted.every((word) => low.includes(word));
  };
  const named: Found[] = [];
  const others: Found[] = [];
  for (const unit of model.units) {
    const byName = fits(`${unit.hull} ${unit.name} ${unit.id}`);
    if (byName) named.push(ofUnit(unit, page));
    else if (fits(`${unit.hull} ${unit.name} ${unit.id} ${unit.nation} ${unit.className}`))
      others.push(ofUnit(unit, page));
  }
  const serials: Found[] = [];
  for (const serial of model.serials) {
    if (!fits(`${serial.id} ${serial.kind} ${serial.title}`)) continue;
    serials.push({
      kind: T.find.serial,
      mark: "serial",
      words: `${serial.id} ${serial.title}`,
      note: model.clock.dayZ(serial.plannedStart),
      go: () => {
        page.follow = false;
        page.seek(Number.isFinite(serial.start) ? serial.start : serial.plannedStart);
        page.select(page.unit, serial.id);
        showArea(serial.areaId);
      },
    });
  }
  const found = [...named, ...serials, ...others];
  if (wanted.length) {
    for (const event of eventsOf(model.events, model.unitById, page.picture)) {
      if (found.length >= SHOWN) break;
      if (!fits(`${event.kind} ${event.text} ${event.serial}`)) continue;
      found.push({
        kind: T.find.event,
        mark: event.mark,
        words: event.text,
        note: model.clock.dayZ(event.time),
        go: () => {
          page.seek(event.time);
          if (event.unit && model.unitById.has(event.unit)) page.select(event.unit, "");
        },
      });
    }
  }
  return found.slice(0, SHOWN);
}

function ofUnit(unit: Unit, page: PageState): Found {
  return {
    kind: T.find.unit,
    mark: "supply",
    words: unit.hull ? `${unit.hull} ${unit.name}` : unit.name,
    note: unit.nation,
    go: () => {
      page.select(unit.id, "");
      page.follow = true;
    },
  };
}
