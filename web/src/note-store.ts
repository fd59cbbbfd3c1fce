// Where notes are kept: beside the recording by the server that sent it, else in this browser, with those of the file.
import { T } from "./texts";

export interface Note {
  id: string;
  time_s: number;
  text: string;
  unit: string;
  serial: string;
  /** A moment from which another run might go another way; `text` is its name. */
  branch: boolean;
}

export interface NoteStore {
  /** The notes as they are kept now. */
  read(): Promise<Note[]>;
  /** Each resolves to the notes as they are then, and rejects with words where it cannot be. */
  add(note: Note): Promise<Note[]>;
  remove(id: string): Promise<Note[]>;
  /** What is said once a note is kept. */
  readonly kept: string;
  readonly none: string;
}

const TEXT_MAX = 2000;

export function newNoteId(): string {
  return [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(36)).join("");
}

/** Notes as a file, a server or this browser tells them; what is none is left out. */
export function parsed(from: unknown): Note[] {
  if (!Array.isArray(from)) return [];
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return from
    .filter((note) => note && Number.isFinite(note.time_s) && typeof note.text === "string")
    .map((note) => ({
      id: text(note.id) || newNoteId(),
      time_s: note.time_s,
      text: note.text.slice(0, TEXT_MAX),
      unit: text(note.unit),
      serial: text(note.serial),
      branch: note.branch === true,
    }))
    .sort((a, b) => a.time_s - b.time_s);
}

/** In this browser, under the recording's hash. What came in the file is there until it is removed here. */
export class BrowserStore implements NoteStore {
  readonly kept = T.notes.kept;
  readonly none = T.notes.none;
  private notes: Note[] = [];
  private seen = new Set<string>();

  constructor(
    private readonly key: string,
    brought: unknown,
  ) {
    try {
      const found = JSON.parse(localStorage.getItem(key) ?? "[]");
      this.notes = parsed(Array.isArray(found) ? found : found.notes);
      this.seen = new Set(Array.isArray(found.seen) ? found.seen : []);
    } catch {
      this.notes = [];
    }
    for (const note of parsed(brought)) {
      if (!this.seen.has(note.id)) this.notes.push(note);
      this.seen.add(note.id);
    }
  }

  async read(): Promise<Note[]> {
    return parsed(this.notes);
  }

  add(note: Note): Promise<Note[]> {
    this.notes = [...this.notes.filter((other) => other.id !== note.id), note];
    return this.keep();
  }

  remove(id: string): Promise<Note[]> {
    this.notes = this.notes.filter((note) => note.id !== id);
    return this.keep();
  }

  private async keep(): Promise<Note[]> {
    try {
      localStorage.setItem(this.key, JSON.stringify({ notes: this.notes, seen: [...this.seen] }));
    } catch {
      throw new Error(T.notes.notKept);
    }
    return this.read();
  }
}

/** Beside the recording, in the folder that the server serves. */
export class ServerStore implements NoteStore {
  readonly kept = T.notes.keptBeside;
  readonly none = T.notes.noneBeside;

  constructor(private readonly address: string) {}

  read(): Promise<Note[]> {
    return this.ask();
  }

  add(note: Note): Promise<Note[]> {
    return this.ask({ add: note });
  }

  remove(id: string): Promise<Note[]> {
    return this.ask({ remove: id });
  }

  private async ask(said?: object): Promise<Note[]> {
    let answer: Response;
    try {
      const post = {
        method: "POST",
        body: JSON.stringify(said),
        headers: { "Content-Type": "application/json" },
      };
      answer = await fetch(this.address, { cache: "no-store", ...(said ? post : {}) });
    } catch {
      throw new Error(T.notes.noServer);
    }
    if (!answer.ok) throw new Error(T.notes.refused((await answer.text()).slice(0, 300)));
    return parsed((await answer.json()).notes);
  }
}
