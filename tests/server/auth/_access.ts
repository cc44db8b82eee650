import { type Credentials, NO_CREDENTIALS } from "../../../actors/routing/access/authenticator.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import { silent } from "../../../actors/routing/log.ts";
import type { Peer } from "../../../actors/routing/socket.ts";
import { Access } from "../../../server/auth/access.ts";
import type { AuthOptions } from "../../../server/auth/options.ts";

export const PEER: Peer = { transport: "tcp", hostname: "10.0.0.1", port: 1 };

/** Somebody at the door. */
export class Door implements Disposable {
  readonly counters: Counters = new Counters();
  readonly access: Access;
  now = 0;

  constructor(options: AuthOptions) {
    this.access = new Access(options, { counters: this.counters, log: silent }, () => this.now);
  }

  /** The name of who is let in with this; `undefined` for nobody. */
  async knock(shown: Partial<Credentials>, peer: Peer = PEER): Promise<string | undefined> {
    const grant = await this.access.authenticate({ ...NO_CREDENTIALS, ...shown }, peer);
    return grant && `${grant.user}@${grant.account}`;
  }

  [Symbol.dispose](): void {
    this.access.close();
  }
}
