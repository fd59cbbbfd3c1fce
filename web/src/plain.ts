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

/** Lines that a text takes when each holds so many letters and breaks at blanks; no more than `most`. */
export function linesOf(text: string, letters: number, most: number): number {
  let lines = 1;
  let used = 0;
  for (let from = 0; from < text.length && lines < most;) {
    const blank = text.indexOf(" ", from);
    const end = blank < 0 ? text.length : blank;
    const word = end - from;
    if (used && used + 1 + word > letters) {
      lines++;
      used = word;
    } else used += (used ? 1 : 0) + word;
    while (used > letters) {
      lines++;
      used -= letters;
    }
    from = end + 1;
  }
  return Math.min(most, lines);
}
