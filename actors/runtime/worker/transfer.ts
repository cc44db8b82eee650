/** What moves when it crosses next. */
const moving = new WeakSet<object>();

/**
 * Marks a buffer as to be moved, not copied, the next time that it is sent to another thread: in a message, a question
 * or an answer, at any depth. For a view the whole buffer behind it moves. On the way to an actor of the same thread
 * nothing happens to it.
 *
 * Once moved, the buffer is empty here. If the actor that it was sent to is restarted before it has begun with the
 * message, the message cannot be sent again and becomes a dead letter.
 *
 * @param value a buffer, a view of one, or a message port, which can only be moved
 * @returns the same
 *
 * @example
 * ```ts
 * import { transfer } from "@mailroom/mailroom/actors";
 * import { assertStrictEquals } from "@std/assert";
 *
 * const pixels = new Uint8Array(1_000_000);
 * const message = { type: "blur", pixels: transfer(pixels) };
 * assertStrictEquals(message.pixels, pixels);
 * ```
 */
export function transfer<T extends ArrayBuffer | ArrayBufferView | MessagePort>(value: T): T {
  moving.add(ArrayBuffer.isView(value) ? value.buffer : value);
  return value;
}

/** Whether that one moves. */
export function moves(value: object): value is ArrayBuffer | MessagePort {
  return moving.has(value);
}
