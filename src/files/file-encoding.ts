/**
 * Converts the bytes of a file to UTF-8 without a byte order mark, or refuses them.
 *
 * UTF-16 is decoded if it has a byte order mark: spreadsheets save "Unicode text" in that form.
 * Another kind of file (a spreadsheet, an archive, a PDF) is recognized and named. Bytes that are
 * not UTF-8 pass here, because csv.ts reports their row and column.
 */

import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';

/** The largest file that is read into memory. A million rows are 115 MB, so no payroll needs more. */
const fileBytesMax = 512 * 1024 * 1024;

const saveAsCsv = 'Save it as "CSV UTF-8 (comma delimited)" and import that file.';

const otherKinds: readonly { readonly magic: readonly number[]; readonly kind: string }[] = [
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    kind: 'an Excel or OpenDocument spreadsheet (or another archive)',
  },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], kind: 'an old Excel spreadsheet' },
  { magic: [0x25, 0x50, 0x44, 0x46], kind: 'a PDF' },
  { magic: [0x1f, 0x8b], kind: 'a gzip archive' },
];

export function toUtf8(bytes: Uint8Array, what: string): Answer<Buffer> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length > fileBytesMax) {
    const message = `The ${what} file is larger than ${fileBytesMax / 1024 / 1024} MB.`;
    return refusal({ code: 'file_too_large', message, hint: 'Split it by employee.' });
  }
  const other = otherKinds.find(({ magic }) => startsWith(buffer, magic));
  if (other) {
    const message = `The ${what} file is ${other.kind}, not CSV.`;
    return refusal({ code: 'not_csv', message, hint: saveAsCsv });
  }
  if (startsWith(buffer, [0xff, 0xfe])) return fromUtf16(buffer, { what, encoding: 'utf-16le' });
  if (startsWith(buffer, [0xfe, 0xff])) return fromUtf16(buffer, { what, encoding: 'utf-16be' });
  const text = startsWith(buffer, [0xef, 0xbb, 0xbf]) ? buffer.subarray(3) : buffer;
  if (looksLikeUtf16(text)) {
    const message = `The ${what} file is UTF-16 without a byte order mark.`;
    return refusal({ code: 'utf16_without_mark', message, hint: saveAsCsv });
  }
  return answer(text);
}

function startsWith(buffer: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, index) => buffer[index] === byte);
}

function fromUtf16(
  buffer: Buffer,
  ask: { what: string; encoding: 'utf-16le' | 'utf-16be' },
): Answer<Buffer> {
  try {
    return answer(
      Buffer.from(new TextDecoder(ask.encoding, { fatal: true }).decode(buffer), 'utf8'),
    );
  } catch {
    const message = `The ${ask.what} file says it is ${ask.encoding.toUpperCase()} but is cut off or damaged.`;
    return refusal({ code: 'invalid_utf16', message, hint: saveAsCsv });
  }
}

/** Latin text in UTF-16 has a zero in every second byte. */
function looksLikeUtf16(buffer: Buffer): boolean {
  const head = buffer.subarray(0, 64);
  if (head.length < 4) return false;
  let zeros = 0;
  for (const byte of head) if (byte === 0) zeros++;
  return zeros * 3 >= head.length;
}

function refusal(ask: { code: string; message: string; hint: string }): Answer<never> {
  return refuse({ family: 'invalid', ...ask });
}
