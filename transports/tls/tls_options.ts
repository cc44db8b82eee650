/** How a server proves who it is, and what it wants of its clients. */
export interface TlsOptions {
  /** The server's certificate in PEM, followed by those between it and the authority. */
  readonly cert: string;
  /** The key of the certificate in PEM, without a passphrase. */
  readonly key: string;
  /** Certificates in PEM of the authorities that clients' certificates are verified with. */
  readonly ca?: string;
  /**
   * Whether clients show a certificate: `none` (the default), `optional` (one that is shown must be good) or `required`.
   * The last two need `ca`.
   */
  readonly verify?: "none" | "optional" | "required";
  /** The oldest version of TLS that is spoken. Default `1.2`. */
  readonly minVersion?: "1.2" | "1.3";
  /** How long a handshake may take, in milliseconds, from 1. Default 2,000. */
  readonly timeout?: number;
}

/** How a client verifies its server, and proves who it is itself. A server's name is always verified. */
export interface ClientTlsOptions {
  /** Certificates in PEM of the authorities that are trusted. Default: those of the host. */
  readonly ca?: string;
  /** The client's certificate in PEM, where the server wants one. Comes with `key`. */
  readonly cert?: string;
  /** The key of `cert` in PEM, without a passphrase. */
  readonly key?: string;
  /** The name that the server's certificate must have. Default: the one that was dialled. */
  readonly serverName?: string;
  /** How long the handshake may take, in milliseconds, from 1. Default 5,000. */
  readonly timeout?: number;
}
