const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SEED = 18 << 3;
const USER = 20 << 3;
const SIZE = 32;
/** What stands before the 32 bytes of an Ed25519 seed in PKCS 8. */
const PKCS8 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
const encoder = new TextEncoder();

/** A pair of user keys as texts. */
export interface UserKeys {
  /** The secret one: `SU…`. */
  readonly seed: string;
  /** The one that the server knows: `U…`. */
  readonly publicKey: string;
}

/** Makes a pair of keys. */
export async function makeUserKeys(): Promise<UserKeys> {
  const seed = encodeKey([SEED | (USER >> 5), (USER & 31) << 3, ...crypto.getRandomValues(new Uint8Array(SIZE))]);
  return { seed, publicKey: await publicKeyOf(seed) };
}

/**
 * The public key that belongs to a seed.
 *
 * @throws {TypeError} when it is no seed of a user
 */
export async function publicKeyOf(seed: string): Promise<string> {
  const { x } = await crypto.subtle.exportKey("jwk", await privateKey(seed));
  return encodeKey([USER, ...fromBase64(x!)!]);
}

/**
 * Signs a text with a seed, in base64 for addresses, as clients send it.
 *
 * @throws {TypeError} when it is no seed of a user
 */
export async function signWithSeed(seed: string, text: string): Promise<string> {
  const signature = await crypto.subtle.sign("Ed25519", await privateKey(seed), encoder.encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(signature))).replaceAll("+", "-").replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Whether a text is the public key of a user. */
export function isPublicUserKey(text: string): boolean {
  return publicBytes(text) !== undefined;
}

/** Whether `signature`, in base64 of either kind, is that of `text` by the owner of a public key. */
export async function verifySignature(publicKey: string, signature: string, text: string): Promise<boolean> {
  const key = publicBytes(publicKey);
  const bytes = fromBase64(signature);
  if (key === undefined || bytes === undefined || bytes.length !== 2 * SIZE || text === "") return false;
  try {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, bytes, encoder.encode(text));
  } catch {
    // Not every 32 bytes are a key.
    return false;
  }
}

function publicBytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = decodeKey(text);
  return bytes?.length === SIZE + 1 && bytes[0] === USER ? bytes.slice(1) : undefined;
}

function privateKey(seed: string): Promise<CryptoKey> {
  const bytes = decodeKey(seed.trim());
  // What was given is a secret, if a wrong one: it is not shown.
  if (bytes?.length !== SIZE + 2 || bytes[0] !== (SEED | (USER >> 5)) || bytes[1] !== (USER & 31) << 3) {
    throw new TypeError("Cannot use the seed: wanted that of a user, which begins with SU");
  }
  const pkcs8 = new Uint8Array([...PKCS8, ...bytes.subarray(2)]);
  return crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
}

// Base 32 with a check sum behind

function encodeKey(bytes: readonly number[]): string {
  const sum = crc16(bytes);
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of [...bytes, sum & 0xff, sum >> 8]) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += LETTERS[(held >> (bits - 5)) & 31];
    held &= 0xff;
  }
  return bits === 0 ? text : text + LETTERS[(held << (5 - bits)) & 31];
}

function decodeKey(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return undefined;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  // What is left over fills up the last letter.
  if (bits >= 5 || (held & ((1 << bits) - 1)) !== 0) return undefined;
  const sum = bytes.splice(-2);
  const wanted = crc16(bytes);
  if (sum[0] !== (wanted & 0xff) || sum[1] !== wanted >> 8) return undefined;
  return new Uint8Array(bytes);
}

/** CRC-16/XMODEM. */
function crc16(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
  }
  return crc & 0xffff;
}

/** Base64 of either kind, with or without padding. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
