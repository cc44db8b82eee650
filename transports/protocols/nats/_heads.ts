import { bytesOf } from "./_text.ts";

/** Subjects that are kept; those in use soon come back when all are forgotten. */
const KEPT = 1 << 13;
const BEGINNING = "MSG ";
const BLANK = 0x20;

const heads = new Map<string, DataView>();

/** `MSG subject `, as bytes. Whoever hears many subjects hears the same ones again and again. */
export function headOf(subject: string): DataView {
  let head = heads.get(subject);
  if (head === undefined) {
    if (heads.size === KEPT) heads.clear();
    head = viewOf(`${BEGINNING}${subject}`);
    heads.set(subject, head);
  }
  return head;
}

/** A text and a blank, as bytes. */
export function viewOf(text: string): DataView {
  const { length } = text;
  const view = new DataView(new ArrayBuffer(length + 1));
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    // For a few letters of ASCII this is faster than an encoder.
    if (code >= 0x80) return new DataView(bytesOf(`${text} `).buffer);
    view.setUint8(i, code);
  }
  view.setUint8(length, BLANK);
  return view;
}

/** Both, one behind the other. */
export function joined(first: DataView, second: DataView): DataView {
  const bytes = new Uint8Array(first.byteLength + second.byteLength);
  bytes.set(new Uint8Array(first.buffer));
  bytes.set(new Uint8Array(second.buffer), first.byteLength);
  return new DataView(bytes.buffer);
}
