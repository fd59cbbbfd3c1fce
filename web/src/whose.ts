// Whose event it is: told with the unit's name before it, and in a picture only to those who lived it.
import type { LogEvent, Model, Serial, Unit } from "./model";
import type { PageState } from "./state";
import { T } from "./texts";

const WORD = /[A-Za-z0-9_-]/;

/** Whether a sentence of the log names a unit: its id or its full name as words of their own. */
export function namesUnit(text: string, unit: Pick<Unit, "id" | "name">): boolean {
  return [unit.id, unit.name].some((words) => {
    for (let at = text.indexOf(words); at >= 0 && words; at = text.indexOf(words, at + 1)) {
      if (!WORD.test(text.charAt(at - 1)) && !WORD.test(text.charAt(at + words.length))) return true;
    }
    return false;
  });
}

/** What goes before a sentence that does not say who; the beginning and end of a serial are everybody's. */
export function teller(
  kind: string,
  text: string,
  unit: Pick<Unit, "id" | "name" | "short"> | undefined,
): string {
  return !unit || kind.startsWith("serial ") || namesUnit(text, unit) ? "" : `${unit.short}: `;
}

/** What the umpire alone knows: where rounds truly fell, what a weapon would have done, who left her water. */
const UMPIRES = new Set(["salvo", "assessment", "waterspace breach", "waterspace kept"]);
const HIT = "assessed hit";
const STOPPED = "missile down";

/** How an event is told in pictures: a hit to whom the umpire tells it, without by whom and with what, a missile stopped
 * without whose it was; null: to nobody. `other`: to whom it was done. */
export function toldAs(event: LogEvent, other: string, text: string): LogEvent["told"] {
  if (UMPIRES.has(event.kind)) return null;
  if (event.kind === STOPPED) return { ...event, text: text.replace(other, T.aMissile) };
  if (event.kind !== HIT) return undefined;
  const count = /: hit \d+$/.exec(text)?.[0] ?? "";
  return { ...event, unit: other, text: `${T.assessedHit(other)}${count}` };
}

/** The events that a picture tells: all in the truth, else those of the nation's units or of the unit, as they knew. */
export function eventsOf(
  events: LogEvent[],
  units: Pick<Model, "unitById">["unitById"],
  picture: string,
): LogEvent[] {
  if (picture === "truth") return events;
  const who = picture.slice(picture.indexOf(":") + 1);
  const theirs = picture.startsWith("unit:")
    ? (event: LogEvent) => event.unit === who
    : (event: LogEvent) => units.get(event.unit)?.nation === who;
  return events
    .map((event) => (event.told === undefined ? event : event.told))
    .filter((event): event is LogEvent => event !== null && theirs(event));
}

/** Whether a unit is a picture's own: in the truth all are. Nobody is told where a missile is once it has been launched:
 * it is of no picture. */
export function isOwn(unit: Pick<Unit, "id" | "nation" | "kind">, picture: string): boolean {
  if (picture === "truth") return true;
  if (unit.kind === "missile") return false;
  const who = picture.slice(picture.indexOf(":") + 1);
  return picture.startsWith("unit:") ? unit.id === who : unit.nation === who;
}

/** The picture's own units that are in play. */
export function inPlay(model: Model, { picture, t }: Pick<PageState, "picture" | "t">): Unit[] {
  return model.units.filter((unit) => isOwn(unit, picture) && model.motion.legAt(unit.index, t) >= 0);
}

/** Whether a serial is one of a picture's: in the truth all are, else those that its units take part in. */
export function isOf(serial: Serial, model: Pick<Model, "units" | "unitById">, picture: string): boolean {
  if (picture === "truth") return true;
  const who = picture.slice(picture.indexOf(":") + 1);
  if (picture.startsWith("unit:")) return serial.participants.some(({ unit }) => unit === who);
  return serial.participants.some(({ unit }) => model.unitById.get(unit)?.nation === who);
}
