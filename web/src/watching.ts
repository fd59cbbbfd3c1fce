// A recording that grows: the server says over a WebSocket where the run stands and that there is more; what is new is
// fetched, and the page goes on from where it was.
import type { Unpacked } from "./bundle";
import { RecordingFault } from "./bundle";
import { el, setText } from "./dom";
import type { Page } from "./page";
import { T } from "./texts";
import { fetched } from "./windows";

/** What the server says of a run. */
interface Standing {
  stage: string;
  over: boolean;
  reason: string;
  /** Goes up whenever there is more of the recording. */
  version: number;
  pace?: number | null;
  paused?: boolean;
}

const WAIT_MS = [500, 1000, 2000, 4000, 8000];

export class Watching {
  readonly element = el("div", { class: "banner watching", role: "region", "aria-label": T.watching.label });
  private readonly words = el("span", { role: "status" }, T.watching.connecting);
  private readonly follow = this.button(T.watching.follow, () => this.toggleFollowing());
  private readonly pause = this.button(T.watching.pause, () => this.say({ paused: !this.standing.paused }));
  private readonly slower = this.button(T.watching.slower, () => this.say({ slower: true }));
  private readonly faster = this.button(T.watching.faster, () => this.say({ faster: true }));
  private standing: Standing = { stage: "", over: false, reason: "", version: 0 };
  private following = true;
  private socket: WebSocket | null = null;
  private failures = 0;
  private shown = 0;
  private taking = false;
  private lost = false;

  /** `parts` is where pieces of the recording are had; `again` shows a recording that was cut anew in the page's place. */
  constructor(
    private readonly line: string,
    private readonly parts: string,
    private readonly page: () => Page,
    private readonly again: (unpacked: Unpacked) => Promise<void>,
  ) {
    this.element.append(
      this.words,
      this.follow,
      this.pause,
      this.slower,
      this.faster,
      el("a", { href: "/" }, T.watching.list),
    );
    this.follow.setAttribute("aria-pressed", "true");
    for (const one of [this.follow, this.pause, this.slower, this.faster]) one.hidden = true;
  }

  begin(): void {
    this.connect();
  }

  private button(words: string, press: () => void): HTMLButtonElement {
    const made = el("button", { type: "button" }, words);
    made.addEventListener("click", press);
    return made;
  }

  private toggleFollowing(): void {
    this.following = !this.following;
    this.follow.setAttribute("aria-pressed", String(this.following));
    if (this.following) void this.keepUp();
  }

  private say(command: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(command));
  }

  private connect(): void {
    const address = new URL(this.line, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.failures = 0;
      this.standing = JSON.parse(String(data));
      this.show(false);
      void this.take();
    });
    socket.addEventListener("close", () => {
      this.show(true);
      setTimeout(() => this.connect(), WAIT_MS[Math.min(this.failures++, WAIT_MS.length - 1)]);
    });
  }

  private show(lost: boolean): void {
    this.lost = lost;
    const { stage: told, over, reason, paused, pace, version } = this.standing;
    // That all is there is said when it is.
    const behind = (told === "ended" || told === "complete") && version !== this.shown;
    const stage = behind ? "closing" : told;
    const controlled = !over && !["elsewhere", "cut", "closing"].includes(stage);
    for (const one of [this.pause, this.slower, this.faster]) one.hidden = !controlled || lost;
    this.follow.hidden = over;
    setText(this.pause, paused ? T.watching.goOn : T.watching.pause);
    const now = paused ? T.watching.paused : T.watching.live(pace ?? null);
    const words = T.watching.stage[stage] ?? now;
    setText(this.words, lost ? T.time.lost : reason ? `${words}: ${reason}` : words);
  }

  /** Fetches what is new; a page that is slower than the run skips what is out of date. */
  private async take(): Promise<void> {
    if (this.taking) return;
    this.taking = true;
    try {
      // A server that began anew counts anew: any other number is news.
      while (this.standing.version && this.standing.version !== this.shown) {
        const version = this.standing.version;
        await this.grow();
        await this.keepUp();
        this.shown = version;
        this.show(this.lost);
      }
    } catch {
      // The connection went: the next thing that the server says brings it.
    } finally {
      this.taking = false;
    }
  }

  private async grow(): Promise<void> {
    const page = this.page();
    const { names, windows } = page.model.header;
    try {
      await page.grow(await fetched(`${this.parts}?part=growth&texts=${names.length}&cut=${windows?.cut}`));
    } catch (fault) {
      if (!(fault instanceof RecordingFault)) throw fault;
      await this.again(await fetched(`${this.parts}?part=still`)); // the server has begun anew, and cut it anew
    }
  }

  /** Goes to where the run is, once what happens there is here. */
  private async keepUp(): Promise<void> {
    if (!this.following) return;
    const page = this.page();
    const last = page.state.lastS;
    await page.here(last);
    if (this.following && page === this.page()) page.state.seek(last);
  }
}
