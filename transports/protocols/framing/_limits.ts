import { FrameError } from "./frame_error.ts";

/** The limit of a codec that was given none, in bytes. */
export const DEFAULT_MAX_LENGTH = 65_536;

/** The highest limit that can be asked for: what four bytes can count. */
export const HIGHEST_MAX_LENGTH = 0xffff_ffff;

/** Returns `value` if it can be a limit. Throws a RangeError otherwise, since a decoder without a limit is a hole. */
export function checkMaxLength(value: number, highest: number = HIGHEST_MAX_LENGTH): number {
  if (Number.isInteger(value) && value >= 1 && value <= highest) return value;
  throw new RangeError(`Cannot limit frames: maxLength is ${value}, wanted an integer from 1 to ${highest}`);
}

/** Throws if a frame to be encoded has more than `limit` bytes. */
export function checkEncodable(what: string, length: number, limit: number): void {
  if (length > limit) {
    throw new FrameError(`Cannot encode ${what}: it has ${length} bytes, wanted at most ${limit}`, {
      code: "too-long",
      limit,
    });
  }
}

/** The error for a frame that has, or will have, at least `length` bytes. */
export function tooLong(what: string, length: number, limit: number): FrameError {
  return new FrameError(`Cannot decode ${what}: it has at least ${length} bytes, wanted at most ${limit}`, {
    code: "too-long",
    limit,
  });
}

/** The error for bytes or frames that the format does not allow. */
export function malformed(message: string): FrameError {
  return new FrameError(message, { code: "malformed" });
}

/** A byte as it appears in messages, such as `0x0a`. */
export function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}
