// A recording that is sent by windows of time: those round the moment are fetched, some ahead, and the farthest let go.
import type { Unpacked, WindowsHead } from "./bundle";
import { RecordingFault } from "./bundle";
import { breathe } from "./dom";
import type { Model } from "./model";
import type { PageState } from "./state";
import { T } from "./texts";
import { unpackedOf } from "./unpacking";

const AT_A_TIME = 2;
const AHEAD = 3;
/** Trails go back so far. */
const BACK_S = 4 * 3600;
const BACK = 6;
const KEPT = 20;
const WAIT_MS = [500, 1000, 2000, 4000, 8000];

export class Windows {
  private edges: number[] = [];
  private readonly loading = new Map<number, AbortController>();
  /** Windows that are here, by the mark that they were asked for with. */
  private readonly kept = new Map<number, number>();
  private wanted: number[] = [];
  /** Tries in a row that failed. */
  failures = 0;
  private resting = false;
  private waiting: { window: number; done: () => void; failed: (fault: unknown) => void }[] = [];
  private arrived: (words: string) => void = () => undefined;
  private page: PageState | null = null;

  constructor(
    private readonly model: Model,
    private readonly address: string,
    private head: WindowsHead,
  ) {
    this.edge();
  }

  private edge(): void {
    this.edges = [...this.head.edges_s];
    this.edges[0] = Number.NEGATIVE_INFINITY;
    this.edges[this.edges.length - 1] = Number.POSITIVE_INFINITY;
  }

  /** The recording has grown: there are more windows, and those with another mark are fetched again when wanted. */
  grow(head: WindowsHead, seconds: number): void {
    this.head = head;
    this.edge();
    this.want(seconds);
  }

  private isHere(window: number): boolean {
    return this.kept.has(window) && this.kept.get(window) === this.mark(window);
  }

  private mark(window: number): number {
    return this.head.marks?.[window] ?? 0;
  }

  begin(page: PageState, arrived: (words: string) => void, ended: AbortSignal): void {
    this.page = page;
    this.arrived = arrived;
    ended.addEventListener("abort", () => {
      this.wanted = [];
      for (const asked of this.loading.values()) asked.abort();
    });
  }

  /** Number of the window in which a moment lies. */
  at(seconds: number): number {
    let low = 0;
    let high = this.edges.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.edges[middle] <= seconds) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Resolves when the moment's window is here; rejects if it cannot be had. */
  here(seconds: number): Promise<void> {
    const window = this.at(seconds);
    if (this.isHere(window)) return Promise.resolve();
    return new Promise((done, failed) => {
      this.waiting.push({ window, done, failed });
      this.want(seconds);
    });
  }

  /** Has fetched what is round a moment: its window first, then some ahead, then as far back as trails go. */
  want(seconds: number): void {
    const at = this.at(seconds);
    const last = this.edges.length - 2;
    const wanted = [at];
    const ahead = this.page?.playing && this.page.speed >= 3600 ? 2 * AHEAD : AHEAD;
    for (let k = at + 1; k <= Math.min(last, at + ahead); k++) wanted.push(k);
    for (let k = at - 1; k >= Math.max(0, at - BACK) && this.edges[k + 1] > seconds - BACK_S; k--)
      wanted.push(k);
    if (at > 0 && !wanted.includes(at - 1)) wanted.push(at - 1);
    this.wanted = wanted;
    for (const [window, asked] of this.loading) if (!wanted.includes(window)) asked.abort();
    this.letGo(at);
    this.pump();
  }

  private letGo(at: number): void {
    const far = [...this.kept.keys()].filter((k) => !this.wanted.includes(k));
    far.sort((a, b) => Math.abs(b - at) - Math.abs(a - at));
    for (const k of far.slice(0, Math.max(0, this.kept.size - KEPT))) {
      this.kept.delete(k);
      this.model.letGo(this.edges[k]);
    }
  }

  private pump(): void {
    if (this.resting) return;
    for (const window of this.wanted) {
      if (this.loading.size >= AT_A_TIME) return;
      if (!this.isHere(window) && !this.loading.has(window)) void this.fetch(window);
    }
  }

  private async fetch(window: number): Promise<void> {
    const asked = new AbortController();
    this.loading.set(window, asked);
    const mark = this.mark(window);
    try {
      const unpacked = await fetched(`${this.address}?part=${window}&cut=${this.head.cut}`, asked.signal);
      await this.model.take(this.edges[window], this.edges[window + 1], unpacked, breathe);
      this.kept.set(window, mark);
      this.arrived(this.failures ? T.time.connected : "");
      this.failures = 0;
      this.answer(window, (one) => one.done());
    } catch (fault) {
      if (!asked.signal.aborted) this.fell(window, fault);
    } finally {
      this.loading.delete(window);
      this.pump();
    }
  }

  /** Damage is said; a connection that was lost is tried again, and the page stays where it is. */
  private fell(window: number, fault: unknown): void {
    if (fault instanceof RecordingFault) {
      this.wanted = this.wanted.filter((one) => one !== window);
      this.arrived(fault.message);
      this.answer(window, (one) => one.failed(fault));
      return;
    }
    this.arrived(T.time.lost);
    this.resting = true;
    const wait = WAIT_MS[Math.min(this.failures++, WAIT_MS.length - 1)];
    setTimeout(() => {
      this.resting = false;
      this.pump();
    }, wait);
  }

  private answer(window: number, say: (one: (typeof this.waiting)[number]) => void): void {
    const told = this.waiting.filter((one) => one.window === window);
    this.waiting = this.waiting.filter((one) => one.window !== window);
    for (const one of told) say(one);
  }
}

/** A packed part of a recording. RecordingFault with the server's words where it says what is wrong. */
export async function fetched(address: string, signal?: AbortSignal): Promise<Unpacked> {
  const answer = await fetch(address, { cache: "no-store", ...(signal ? { signal } : {}) });
  if (answer.status === 503 || answer.status === 429) throw new Error(answer.statusText);
  if (!answer.ok) throw new RecordingFault((await answer.text()).slice(0, 500));
  return unpackedOf(new Uint8Array(await answer.arrayBuffer()));
}
