// Ids of the recording in plain words: roles, kinds of events, ships of the background traffic.
import { T } from "./texts";

export function plain(id: string): string {
  return id.replaceAll("_", " ");
}

/** A kind of event as the label of a count. */
export function kindLabel(kind: string): string {
  const words = T.eventKind[kind] ?? plain(kind);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** STREAM/there+4, STREAM/back-2 or STREAM/3: a ship of a stream of traffic; other names stay as they are. */
export function trafficName(id: string): string {
  const [, stream, back, sign, number] = /^(.+)\/(?:there|(back))?([+-])?(\d+)$/.exec(id) ?? [];
  if (!stream) return plain(id);
  return T.trafficShip(plain(stream), Boolean(back), `${sign === "-" ? "−" : ""}${number}`);
}

/** How often each kind of event came, the most frequent first; routine only where there is nothing else. */
export function counted(events: { kind: string; routine: boolean }[]): [string, number][] {
  const telling = events.filter((event) => !event.routine);
  const counts = new Map<string, number>();
  for (const { kind } of telling.length ? telling : events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([kind, count]) => [kindLabel(kind), count]);
}
