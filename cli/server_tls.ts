import { type Peer, peerText } from "../actors/routing/socket.ts";
import type { TlsSettings } from "../server/config/tls.ts";
import type { Settings } from "../server/config/settings.ts";
import type { MailroomOptions, WebSocketAddress } from "../server/options.ts";
import type { TlsOptions } from "../transports/tls/tls_options.ts";
import { TlsStore } from "../transports/tls/tls_store.ts";
import { defined } from "./settings_options.ts";

/** A server's TLS, as its settings have it: the files are read at once, and again by `renew`. */
export class ServerTls {
  /** What all listeners share; none where there is no TLS. */
  readonly store: TlsStore | undefined;
  readonly #settings: Settings;
  readonly #webSocket: TlsStore | undefined;

  /** Throws an error that names the file where one cannot be read, or what is in it cannot be used. */
  constructor(settings: Settings) {
    this.#settings = settings;
    this.store = settings.tls === undefined ? undefined : new TlsStore(readTls(settings.tls));
    const own = settings.websocket?.tls;
    this.#webSocket = own === undefined ? undefined : new TlsStore(readTls(own));
    if (this.store === undefined && (settings.https || settings.allowNonTls)) {
      throw new Error(`Cannot use ${settings.https ? "https" : "allow_non_tls"} without a certificate: wanted tls`);
    }
  }

  /** For all listeners. */
  get shared(): Pick<MailroomOptions, "tls"> {
    return defined({ tls: this.store });
  }

  /** For NATS clients alone. */
  get nats(): Pick<NonNullable<MailroomOptions["nats"]>, "tlsFirst" | "allowNonTls"> {
    const { tls, allowNonTls } = this.#settings;
    return defined({ tlsFirst: tls?.handshakeFirst, allowNonTls });
  }

  /** For the pages, which are in the clear unless something else is said. */
  get http(): Pick<NonNullable<MailroomOptions["http"]>, "tls"> {
    return this.#settings.https && this.store !== undefined ? {} : { tls: false };
  }

  /** For WebSockets: their own, none where it is said so, otherwise what all share. */
  get webSocket(): Pick<WebSocketAddress, "tls"> {
    if (this.#settings.websocket?.noTls) return { tls: false };
    return defined({ tls: this.#webSocket });
  }

  /** Where WebSockets come in, as text. */
  webSocketText(address: Peer): string {
    const { tls = this.store ?? false } = this.webSocket;
    return tls === false ? peerText(address) : peerText(address).replace(/^ws:/, "wss:");
  }

  /**
   * Reads the files again, those of `settings`, where they are others now: new connections meet what is in them.
   *
   * @throws {Error} when they cannot be read or used; what there was stays
   */
  renew(settings: Settings = this.#settings): void {
    if ((settings.tls === undefined) !== (this.store === undefined)) {
      throw new Error("Cannot turn TLS on or off while the server runs: wanted a restart");
    }
    const { tls, websocket } = settings;
    const renewals = [[this.store, tls], [this.#webSocket, websocket?.tls]] as const;
    // All are read before any is used.
    const read = renewals.map(([store, tls]) => [store, tls === undefined ? undefined : readTls(tls)] as const);
    for (const [store, options] of read) if (options !== undefined) store?.renew(options);
  }
}

/** What the files of settings hold. */
export function readTls({ certFile, keyFile, caFile, verify, minVersion, timeout }: TlsSettings): TlsOptions {
  if (certFile === undefined) throw new Error("Cannot begin with TLS: wanted a certificate");
  if (keyFile === undefined) throw new Error("Cannot begin with TLS: wanted the key of the certificate");
  return {
    cert: readPem(certFile, "certificate"),
    key: readPem(keyFile, "key"),
    ...caFile === undefined ? {} : { ca: readPem(caFile, "authorities' certificates") },
    ...defined({ verify, minVersion, timeout }),
  };
}

/** Reads a file of PEM; an error names the file and what it is to hold. Needs `--allow-read`. */
export function readPem(file: string, what: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    throw new Error(`Cannot read the ${what} ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where the pages are, as text. */
export function pagesText({ transport, hostname, port }: Peer): string {
  return peerText({ transport: "tcp", hostname, port }).replace("tcp", transport === "tls" ? "https" : "http");
}
