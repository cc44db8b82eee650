/** What a peer's certificate says, once it has been verified: who the peer is. */
export interface PeerCertificate {
  /** The subject in the form of RFC 2253, such as `CN=alice,O=Org`: the last part of the certificate's name first. */
  readonly subject: string;
  /** The common name in the subject. */
  readonly commonName?: string;
  /** The alternative names that are hosts, such as `node-1.example.com`. */
  readonly dnsNames: readonly string[];
  /** The alternative names that are addresses of people. */
  readonly emails: readonly string[];
  /** The alternative names that are URIs, such as `spiffe://example.com/node`. */
  readonly uris: readonly string[];
  /** The SHA-256 of the certificate: 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
}
