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

/** Lines that a text takes within a width, by the widths of its letters; no more than `most`. A line ends at a blank, or
 * after a hyphen before a letter. */
export function linesOf(
  text: string,
  width: number,
  most: number,
  widthOf: (letter: string) => number = () => 1,
): number {
  let lines = 1;
  let used = 0;
  for (let from = 0; from < text.length && lines < most;) {
    let end = from;
    let wide = 0;
    while (end < text.length && text[end] !== " ") {
      wide += widthOf(text[end++]);
      if (text[end - 1] === "-" && /[a-z]/i.test(text[end] ?? "")) break;
    }
    if (used && used + wide > width) {
      lines++;
      used = 0;
    }
    used += wide;
    while (used > width) {
      lines++;
      used -= width;
    }
    for (from = end; text[from] === " "; from++) used += widthOf(" "); // blanks hang over a line's end
  }
  return Math.min(most, lines);
}

/** Launchers and guns that are known by their letters. */
const LETTERS = new Set(["asroc", "ciws", "rbu", "sam", "ssm", "vls"]);

/** A launcher's or a gun's id in plain words. */
export function mountName(id: string): string {
  const [first, ...rest] = plain(id).split(" ");
  const words = [LETTERS.has(first) ? first.toUpperCase() : first.charAt(0).toUpperCase() + first.slice(1)];
  return [...words, ...rest.map((word) => (word.length === 1 ? word.toUpperCase() : word))].join(" ");
}
