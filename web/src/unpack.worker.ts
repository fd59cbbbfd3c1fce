// Unzips and unpacks beside the page, so that the page goes on answering meanwhile.
import { fromBase64, RecordingFault, unpack, type Unpacked, unzipped } from "./bundle";

export interface Asked {
  number: number;
  packed: string | Uint8Array;
}

export interface Answer {
  number: number;
  unpacked?: Unpacked;
  /** What is wrong with the recording. */
  fault?: string;
  /** What went wrong besides. */
  failure?: string;
}

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Asked>) => void;
  postMessage(answer: Answer, buffers: ArrayBuffer[]): void;
};

scope.onmessage = async ({ data: { number, packed } }) => {
  try {
    const unpacked = unpack(await unzipped(typeof packed === "string" ? fromBase64(packed) : packed));
    scope.postMessage({ number, unpacked }, buffersOf(unpacked));
  } catch (fault) {
    const words = fault instanceof RecordingFault ? { fault: fault.message } : { failure: String(fault) };
    scope.postMessage({ number, ...words }, []);
  }
};

function buffersOf({ tables, groups }: Unpacked): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  for (const { columns } of Object.values(tables))
    for (const values of Object.values(columns)) found.add(values.buffer as ArrayBuffer);
  for (const { order, starts } of Object.values(groups)) {
    found.add(order.buffer as ArrayBuffer);
    found.add(starts.buffer as ArrayBuffer);
  }
  return [...found];
}
