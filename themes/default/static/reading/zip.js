// Several files as one: a ZIP archive without compression, for texts of a few kilobytes.

const encoder = new TextEncoder();
const UTF8 = 0x0800; // names are UTF-8
const DATE = 0x21; // 1 January 1980, the first that there is: the same files are the same archive

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let sum = n;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff];
  return ~sum >>> 0;
}

/**
 * Write numbers, the lowest byte first.
 * @param {...[value: number, bytes: 2 | 4]} numbers
 */
const numbers = (...numbers) =>
  Uint8Array.from(numbers.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, n) => (value >>> (8 * n)) & 0xff)));

/**
 * Pack files.
 * @param {[name: string, text: string][]} files at most 65,535
 * @returns {Blob}
 */
export function zip(files) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const entries = [];
  let [at, size] = [0, 0];
  for (const [name, text] of files) {
    const [path, data] = [encoder.encode(name), encoder.encode(text)];
    /** @type {[number, 2 | 4][]} */
    const about = [
      [20, 2], [UTF8, 2], [0, 2], [0, 2], [DATE, 2],
      [crc32(data), 4], [data.length, 4], [data.length, 4], [path.length, 2], [0, 2],
    ];
    const head = numbers([0x04034b50, 4], ...about);
    const entry = numbers([0x02014b50, 4], [20, 2], ...about, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]);
    parts.push(head, path, data);
    entries.push(entry, path);
    at += head.length + path.length + data.length;
    size += entry.length + path.length;
  }
  const count = /** @type {[number, 2]} */ ([files.length, 2]);
  const end = numbers([0x06054b50, 4], [0, 2], [0, 2], count, count, [size, 4], [at, 4], [0, 2]);
  return new Blob([...parts, ...entries, end], { type: "application/zip" });
}
