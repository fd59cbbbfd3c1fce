// Has packed bytes unpacked by a worker; where a browser has none for a page like this, and what is small, by the page
// itself.
import { fromBase64, RecordingFault, unpack, unpackInPieces, type Unpacked, unzipped } from "./bundle";
import { beforePicture } from "./dom";
import type { Answer, Asked } from "./unpack.worker";
import Unpacker from "./unpack.worker?worker&inline";

type Waiting = { done: (unpacked: Unpacked) => void; failed: (fault: unknown) => void; again: () => void };

const waiting = new Map<number, Waiting>();
let worker: Worker | null = null;
let usable = true;
let asked = 0;
/** Characters of base64, and bytes of what is in them, that the page unpacks sooner than a worker begins. */
const SMALL = 1_200_000;
const SMALL_UNZIPPED = 6_000_000;

function begun(): Worker | null {
  if (worker || !usable) return worker;
  try {
    worker = new Unpacker();
  } catch {
    usable = false;
    return null;
  }
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    const who = waiting.get(data.number);
    waiting.delete(data.number);
    if (data.unpacked) who?.done(data.unpacked);
    else if (data.fault !== undefined) who?.failed(new RecordingFault(data.fault));
    else who?.failed(new Error(data.failure));
  });
  worker.addEventListener("error", (event) => {
    // The browser would not run it: what was asked of it is done here, and whatever comes next.
    event.preventDefault();
    usable = false;
    worker = null;
    for (const { again } of waiting.values()) again();
    waiting.clear();
  });
  return worker;
}

/** What the first picture needs, from base64: what is small the page unpacks by itself, in pieces. */
export async function firstUnpacked(text: string): Promise<Unpacked> {
  if (text.length > SMALL) return unpackedOf(text);
  const packed = fromBase64(text);
  if (sizeOf(packed) > SMALL_UNZIPPED) return unpackedOf(packed);
  return unpackInPieces(await unzipped(packed), beforePicture());
}

/** How many bytes gzip says at its end that there were, modulo 2^32. */
function sizeOf(packed: Uint8Array): number {
  if (packed.length < 4) return 0;
  return new DataView(packed.buffer, packed.byteOffset + packed.length - 4).getUint32(0, true);
}

/** Base64 text or bytes, gzipped or not, unpacked by a worker. RecordingFault if they are no recording. */
export function unpackedOf(packed: string | Uint8Array): Promise<Unpacked> {
  const here = async () => unpack(await unzipped(typeof packed === "string" ? fromBase64(packed) : packed));
  const to = begun();
  if (!to) return here();
  return new Promise((done, failed) => {
    const number = asked++;
    waiting.set(number, { done, failed, again: () => void here().then(done, failed) });
    to.postMessage({ number, packed } satisfies Asked);
  });
}
