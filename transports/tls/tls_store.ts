import { createSecureContext, type SecureContext } from "node:tls";
import { certificates, checkPair } from "./_pem.ts";
import type { TlsOptions } from "./tls_options.ts";

/** The longest handshake, in milliseconds: a timer holds no more. */
const LONGEST = 2 ** 31 - 1;

/**
 * The certificate of a server, and what it wants of its clients: to be replaced while the server runs. Connections that are
 * open already stay; those that come later meet what was given last. It may serve any number of listeners.
 *
 * @example
 * ```ts
 * import { startMailroom, TlsStore } from "@mailroom/mailroom";
 *
 * async function serve(read: () => { cert: string; key: string }) {
 *   const tls = new TlsStore(read());
 *   Deno.addSignalListener("SIGHUP", () => tls.renew(read()));
 *   return await startMailroom({ nats: { port: 4222 }, tls });
 * }
 * ```
 */
export class TlsStore {
  #options: Required<Omit<TlsOptions, "ca">> & Pick<TlsOptions, "ca">;
  #context: SecureContext;
  readonly #renewed = new Set<() => void>();

  /**
   * Checks everything at once, so that a bad certificate is refused before anybody meets it.
   *
   * @throws {TypeError} when the certificate, the key or the authorities cannot be used, or do not fit together
   * @throws {RangeError} when `timeout` is out of its range
   */
  constructor(options: TlsOptions) {
    [this.#options, this.#context] = checked(options);
  }

  /** A store of its own for options; a store stays itself. */
  static of(tls: TlsOptions | TlsStore): TlsStore {
    return tls instanceof TlsStore ? tls : new TlsStore(tls);
  }

  /** Whether clients show a certificate. */
  get verify(): "none" | "optional" | "required" {
    return this.#options.verify;
  }

  /** How long a handshake may take, in milliseconds. */
  get timeout(): number {
    return this.#options.timeout;
  }

  /** The options that hold now, all defaults filled in. They hold the key: nothing of them belongs into a log. */
  get options(): Required<Omit<TlsOptions, "ca">> & Pick<TlsOptions, "ca"> {
    return this.#options;
  }

  /** What the next handshake is made with. */
  get context(): SecureContext {
    return this.#context;
  }

  /**
   * Puts others in the place of the options. Where they cannot be used, those before stay.
   *
   * @throws {TypeError} as the constructor does
   * @throws {RangeError} as the constructor does
   */
  renew(options: TlsOptions): void {
    [this.#options, this.#context] = checked(options);
    for (const renewed of this.#renewed) renewed();
  }

  /** Calls `then` after each renewal, until it is disposed. */
  onRenewed(then: () => void): Disposable {
    this.#renewed.add(then);
    return { [Symbol.dispose]: () => void this.#renewed.delete(then) };
  }
}

/** Merges and checks, in this one place. */
function checked(options: TlsOptions): [TlsStore["options"], SecureContext] {
  const { cert, key, ca, verify = "none", minVersion = "1.2", timeout = 2_000 } = options;
  checkPair(cert, key);
  if (ca !== undefined) certificates(ca, "authorities' certificates");
  if (verify !== "none" && ca === undefined) {
    throw new TypeError(`Cannot verify clients ("${verify}"): wanted the certificates of the authorities, ca`);
  }
  if (!(timeout >= 1 && timeout <= LONGEST)) {
    throw new RangeError(`Cannot wait ${timeout} ms for a handshake: wanted milliseconds from 1 to ${LONGEST}`);
  }
  const full = { cert, key, verify, minVersion, timeout, ...ca === undefined ? {} : { ca } };
  const trusted = ca === undefined ? {} : { ca };
  return [full, createSecureContext({ cert, key, ...trusted, minVersion: `TLSv${minVersion}` as const })];
}
