// A packed recording as `fleetex.replay` writes it: a JSON header and columns as byte planes. Tables and columns bear
// the recording schema's names (docs/recording.md); times are seconds from the start, angles degrees.
import type { Breathe } from "./dom";
import { type GroupName, type GroupRows, groupsOf } from "./groups";
import { T } from "./texts";

export const FORMAT = "fleetex replay";
export const FORMAT_VERSION = 1;
export const SCHEMA = 1;

interface ColumnHead {
  type: "f64" | "f32" | "i32" | "u8" | "code";
  offset: number;
  scale?: number;
  delta?: boolean;
}

interface TableHead {
  rows: number;
  columns: Record<string, ColumnHead>;
}

export interface AreaHead {
  id: string;
  name: string;
  kind: string;
  use: string;
  notional: boolean;
  radius_m: number;
  points: [number, number][];
}

export interface ScenarioHead {
  id: string;
  title: string;
  names: string[];
  aim: string;
  otc: string;
  notional: boolean;
  zone: { text: string; offset_s: number };
  nations: Record<string, string>;
  sides: Record<string, { name: string; neutral: boolean; nations: string[] }>;
  areas: AreaHead[];
  lanes?: { id: string; points: [number, number][] }[];
  serials: Record<string, { note: string | null }>;
}

/** A recording that is sent by windows of time: where one ends and the next begins, and what it was cut from. */
export interface WindowsHead {
  /** One more than there are windows; the first and last stand for everything before and after. */
  edges_s: number[];
  cut: string;
  /** Of a recording that grows, of each window: another number when its rows are others. */
  marks?: number[];
}

export interface Header {
  format: string;
  format_version: number;
  schema: number;
  readable_by?: number;
  hash: string;
  seed: number;
  version: string;
  start_utc: string;
  end_utc: string;
  end_s: number;
  until_s: number;
  complete: boolean;
  names: string[];
  /** Of what has grown: the code of the first of its names. */
  names_from?: number;
  tables: Record<string, TableHead>;
  scenario: ScenarioHead;
  disclaimer: string;
  /** What people noted of it. */
  notes?: unknown;
  windows?: WindowsHead;
  /** Number of the window that this is; it has tables alone. */
  window?: number;
  /** This is what the first picture does not need; it has tables alone. */
  rest?: boolean;
  /** South, north, west, east in degrees of what the page shows at first. */
  extent: [number, number, number, number];
}

export type Values = Float64Array | Float32Array | Int32Array | Uint8Array;

/** What is wrong with a recording, in words for the page. */
export class RecordingFault extends Error {}

const NO_NUMBERS = new Float64Array(0);
const MISSING = -2147483648;

/** A table's columns as they are unpacked, and where a table has groups, its rows by group. */
export interface Unpacked {
  header: Header;
  tables: Record<string, { rows: number; columns: Record<string, Values> }>;
  groups: Partial<Record<GroupName, GroupRows>>;
}

export class Table {
  private readonly missing = new Map<string, Values>();

  constructor(
    readonly name: string,
    readonly rows: number,
    private readonly columns: Map<string, Values>,
    private readonly names: string[],
  ) {}

  has(column: string): boolean {
    return this.columns.has(column);
  }

  /** A column as numbers (codes of texts, truths as 0 and 1); NaN in every row if it is not there. */
  values(column: string): Values {
    const known = this.columns.get(column) ?? this.missing.get(column);
    if (known) return known;
    const values = this.rows ? new Float64Array(this.rows).fill(Number.NaN) : NO_NUMBERS;
    this.missing.set(column, values);
    return values;
  }

  number(column: string, row: number): number {
    return this.values(column)[row];
  }

  truth(column: string, row: number): boolean {
    return this.values(column)[row] === 1;
  }

  text(column: string, row: number): string {
    const code = this.columns.has(column) ? this.values(column)[row] : -1;
    return !(code >= 0) ? "" : (this.names[code] ?? "");
  }
}

export class Recording {
  private readonly codes = new Map<string, number>();
  /** Tables of the window of time that is looked at, if the recording comes by windows. */
  moving: ReadonlyMap<string, Table> = new Map();

  constructor(
    readonly header: Header,
    readonly tables: ReadonlyMap<string, Table>,
    readonly groups: Unpacked["groups"],
  ) {
    header.names.forEach((name, code) => {
      this.codes.set(name, code);
    });
  }

  table(name: string): Table {
    return this.moving.get(name) ?? this.still(name);
  }

  /** A table that is whole from the beginning. */
  still(name: string): Table {
    return this.tables.get(name) ?? new Table(name, 0, new Map(), []);
  }

  /** The code of a text in this recording; -2, which no row has, if it is in none. */
  code(text: string): number {
    return text === "" ? -1 : (this.codes.get(text) ?? -2);
  }

  /** The same with the rest of its tables. */
  with(rest: Unpacked): Recording {
    const tables = new Map([...this.tables, ...tablesOf(rest, this.header.names)]);
    return new Recording(this.header, tables, { ...this.groups, ...rest.groups });
  }

  /** The same with what has grown in place of what was; texts keep their codes. */
  grown(unpacked: Unpacked): Recording {
    const { names } = this.header;
    names.length = Math.min(names.length, unpacked.header.names_from ?? 0);
    for (const name of unpacked.header.names) names.push(name);
    const tables = new Map([...this.tables, ...tablesOf(unpacked, names)]);
    const grown = new Recording({ ...unpacked.header, names }, tables, {
      ...this.groups,
      ...unpacked.groups,
    });
    grown.moving = this.moving;
    return grown;
  }

  name(code: number): string {
    return code < 0 ? "" : (this.header.names[code] ?? "");
  }
}

const WIDTH = { f64: 8, f32: 4, i32: 4, u8: 1, code: 4 } as const;

/** Characters that turn the direction of what stands beside them (Unicode's bidirectional formatting), in JSON too. */
const TURNING = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const TURNING_JSON = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]|\\u(?:061c|200[ef]|202[a-e]|206[6-9])/i;

/** JSON, where what turns directions is told by its number: nothing that a recording says does it. */
function plainly(json: string): Header {
  if (!TURNING_JSON.test(json)) return JSON.parse(json);
  const number = (turning: string) => turning.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  const told = (text: string) => text.replace(TURNING, (turning) => `<U+${number(turning)}>`);
  return JSON.parse(json, (_, value) => (typeof value === "string" ? told(value) : value));
}

export function readHeader(bytes: Uint8Array): { header: Header; columnsAt: number } {
  if (bytes.length < 8) throw new RecordingFault(T.fault.cut(bytes.length));
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (size < 2 || size > bytes.length - 4) throw new RecordingFault(T.fault.foreign);
  let header: Header;
  try {
    header = plainly(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(4, 4 + size)));
  } catch {
    throw new RecordingFault(T.fault.foreign);
  }
  if (header === null || typeof header !== "object" || header.format !== FORMAT)
    throw new RecordingFault(T.fault.foreign);
  if (!(header.format_version <= FORMAT_VERSION)) {
    throw new RecordingFault(T.fault.newer(String(header.format_version), String(FORMAT_VERSION)));
  }
  if (typeof header.tables !== "object" || header.tables === null)
    throw new RecordingFault(T.fault.without("tables"));
  const columnsAt = Math.ceil((4 + size) / 8) * 8;
  if (Number.isInteger(header.window) || header.rest) return { header, columnsAt };
  const needed = header.readable_by ?? header.schema;
  if (!(needed <= SCHEMA))
    throw new RecordingFault(T.fault.newerSchema(String(header.schema), String(SCHEMA)));
  for (const part of ["names", "scenario"] as const) {
    if (typeof header[part] !== "object" || header[part] === null)
      throw new RecordingFault(T.fault.without(part));
  }
  if (!Number.isFinite(Date.parse(header.start_utc))) throw new RecordingFault(T.fault.without("start_utc"));
  return { header, columnsAt };
}

/** All tables unpacked, looked at from outside first: every column must lie within the bytes. */
export function unpack(bytes: Uint8Array): Unpacked {
  const pieces = unpacking(bytes);
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** The same, breathing between columns. */
export async function unpackInPieces(bytes: Uint8Array, breathe: Breathe): Promise<Unpacked> {
  const pieces = unpacking(bytes);
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
    await breathe();
  }
}

function* unpacking(bytes: Uint8Array): Generator<undefined, Unpacked> {
  const { header, columnsAt } = readHeader(bytes);
  const tables: Unpacked["tables"] = {};
  for (const [name, head] of Object.entries(header.tables)) {
    for (const [column, of] of Object.entries(head.columns ?? {}))
      check(bytes, columnsAt, head.rows, of, `${name}.${column}`);
  }
  for (const [name, head] of Object.entries(header.tables)) {
    const columns: Record<string, Values> = {};
    for (const [column, of] of Object.entries(head.columns ?? {})) {
      yield;
      columns[column] = columnValues(bytes, columnsAt, head.rows, of);
    }
    tables[name] = { rows: head.rows, columns };
  }
  return { header, tables, groups: groupsOf(tables) };
}

/** Tables by name, their texts looked up among these names. */
export function tablesOf(unpacked: Unpacked, names: string[]): Map<string, Table> {
  return new Map(
    Object.entries(unpacked.tables).map(([name, { rows, columns }]) => [
      name,
      new Table(name, rows, new Map(Object.entries(columns)), names),
    ]),
  );
}

/** A recording, whole or but for its windows. */
export function recordingOf(unpacked: Unpacked): Recording {
  const { header } = unpacked;
  for (const name of header.windows ? ["units"] : ["units", "legs"]) {
    if (!(name in unpacked.tables)) throw new RecordingFault(T.fault.withoutTable(name));
  }
  return new Recording(header, tablesOf(unpacked, header.names), unpacked.groups);
}

export function decode(bytes: Uint8Array): Recording {
  return recordingOf(unpack(bytes));
}

function check(bytes: Uint8Array, base: number, rows: number, head: ColumnHead, name: string): void {
  const width = WIDTH[head.type];
  if (width === undefined || !Number.isInteger(rows) || rows < 0)
    throw new RecordingFault(T.fault.without(name));
  const from = base + head.offset;
  if (!(from >= base && from + rows * width <= bytes.length))
    throw new RecordingFault(T.fault.cut(bytes.length));
}

function columnValues(bytes: Uint8Array, base: number, rows: number, head: ColumnHead): Values {
  const from = base + head.offset;
  if (head.type === "u8") return bytes.slice(from, from + rows);
  if (head.type === "code" || head.type === "i32")
    return head.scale === undefined
      ? wholes(bytes, from, rows, head.delta === true)
      : scaled(bytes, from, rows, head.delta === true, head.scale);
  const step = WIDTH[head.type] / 4;
  const words = new Int32Array(rows * step);
  for (let word = 0; word < step; word++) {
    const p0 = from + 4 * word * rows;
    const [p1, p2, p3] = [p0 + rows, p0 + 2 * rows, p0 + 3 * rows];
    for (let i = 0, o = word; i < rows; i++, o += step)
      words[o] = bytes[p0 + i] | (bytes[p1 + i] << 8) | (bytes[p2 + i] << 16) | (bytes[p3 + i] << 24);
  }
  return head.type === "f64" ? new Float64Array(words.buffer) : new Float32Array(words.buffer);
}

function wholes(bytes: Uint8Array, from: number, rows: number, delta: boolean): Int32Array {
  const found = new Int32Array(rows);
  const [p1, p2, p3] = [from + rows, from + 2 * rows, from + 3 * rows];
  const kept = delta ? -1 : 0; // of the value before: all of it, or nothing
  for (let i = 0, value = 0; i < rows; i++) {
    const here = bytes[from + i] | (bytes[p1 + i] << 8) | (bytes[p2 + i] << 16) | (bytes[p3 + i] << 24);
    value = ((value & kept) + here) | 0;
    found[i] = value;
  }
  return found;
}

/** The same, of quanta. */
function scaled(
  bytes: Uint8Array,
  from: number,
  rows: number,
  delta: boolean,
  quantum: number,
): Float64Array {
  const found = new Float64Array(rows);
  const [p1, p2, p3] = [from + rows, from + 2 * rows, from + 3 * rows];
  const kept = delta ? -1 : 0;
  for (let i = 0, value = 0; i < rows; i++) {
    const here = bytes[from + i] | (bytes[p1 + i] << 8) | (bytes[p2 + i] << 16) | (bytes[p3 + i] << 24);
    value = ((value & kept) + here) | 0;
    found[i] = value === MISSING ? Number.NaN : value * quantum;
  }
  return found;
}

type WithFromBase64 = typeof Uint8Array & { fromBase64?: (text: string) => Uint8Array };

export function fromBase64(text: string): Uint8Array {
  const own = (Uint8Array as WithFromBase64).fromBase64;
  try {
    if (own) return own.call(Uint8Array, text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    throw new RecordingFault(T.fault.damaged);
  }
}

/** Unzips what begins as gzip does; a stream that ends too early or fails its checksum is a damaged recording. */
export async function unzipped(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new RecordingFault(T.fault.damaged);
  }
}
