import { createPrivateKey, X509Certificate } from "node:crypto";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text. Throws a TypeError that names `what` when there is none, or one that cannot be read. */
export function certificates(text: string, what: string): readonly X509Certificate[] {
  const texts = text.match(CERTIFICATE) ?? [];
  try {
    if (texts.length > 0) return texts.map((text) => new X509Certificate(text));
  } catch {
    // What is wrong with it says nothing that a user could use.
  }
  throw new TypeError(`Cannot use the ${what}: wanted certificates in PEM`);
}

/** Throws a TypeError unless the certificate and the key are good and belong together. What is in the key is never shown. */
export function checkPair(cert: string, key: string): void {
  const [own] = certificates(cert, "certificate");
  let secret;
  try {
    secret = createPrivateKey(key);
  } catch {
    throw new TypeError("Cannot use the key: wanted a private key in PEM, without a passphrase");
  }
  if (!own!.checkPrivateKey(secret)) throw new TypeError("Cannot use the key: wanted the one of the certificate");
}
