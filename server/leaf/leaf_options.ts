import type { LeafLimits } from "../../transports/protocols/leaf/leaf_link.ts";
import type { ClientTlsOptions } from "../../transports/tls/tls_options.ts";

/** A link to a NATS server or cluster, of which this node becomes a leaf. */
export interface LeafOptions {
  /**
   * Where to dial: `nats://HOST:7422` or `tls://HOST:7422`, perhaps with `USER:PASSWORD@` or `TOKEN@` before the host.
   * Several are servers of one cluster: they are tried in turn, and there is one link.
   */
  readonly urls: readonly string[];
  /** What this node calls itself: unique and always the same, so that the hub knows a link that comes again. Default: its server name. */
  readonly name?: string;
  /**
   * The name that all nodes have in common that are joined to one another. The hub carries nothing between nodes of one name.
   * No blanks, and not the name of the hub's cluster. Default: the name of this node's cluster or, where it has none, its own.
   */
  readonly cluster?: string;
  /** The account here that is joined with the hub's. Default `$G`. */
  readonly account?: string;
  /** Who this node is, where no URL says so. */
  readonly user?: string;
  /** The password that goes with it. */
  readonly password?: string;
  /** A token in place of a user. */
  readonly token?: string;
  /** The seed of a user's NKEY, `SU…`: the hub's nonce is signed with it. */
  readonly nkeySeed?: string;
  /** What is wanted of TLS. It is spoken where the URL or the hub says so. */
  readonly tls?: LeafTls;
  /** Subjects that are not published to the hub. */
  readonly denyExports?: readonly string[];
  /** Subjects that are not subscribed to at the hub. */
  readonly denyImports?: readonly string[];
  /** What the hub is held to. */
  readonly limits?: Partial<LeafLimits>;
}

/** What is wanted of a hub's TLS. */
export interface LeafTls extends ClientTlsOptions {
  /** Whether TLS begins before the hub has said anything, for hubs with `handshake_first`. Default `false`. */
  readonly first?: boolean;
}
