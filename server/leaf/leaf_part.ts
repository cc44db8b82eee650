import { linkService } from "../link_service.ts";
import type { LinkPart, Setup } from "../setup.ts";
import { leaf } from "./leaf.ts";
import type { LeafOptions } from "./leaf_options.ts";
import { Siblings } from "./_siblings.ts";
import { settled } from "./_settled.ts";

/**
 * The links to hubs, each with an actor of its own.
 *
 * @throws {TypeError} when an option is wrong
 */
export function leafPart(setup: Setup, leafs: LeafOptions | readonly LeafOptions[]): LinkPart {
  // One for all: a node that comes back by another link of its own is known by it.
  const id = crypto.randomUUID().replaceAll("-", "");
  const { info } = setup.nats;
  const { node } = setup.options;
  const served = info.server_name === info.server_id ? undefined : info.server_name;
  // What people call it may have blanks.
  const name = (node?.name || served || id).replace(/\s+/g, "-");
  const own = { id, name, cluster: node === undefined ? id : node.cluster ?? "mailroom" };
  const all = ("urls" in leafs ? [leafs] : leafs).map((options, index) =>
    settled(options, { ...own, rank: index + 1 })
  );
  const unknown = all.find(({ account }) => !setup.accounts.includes(account));
  if (unknown !== undefined) {
    throw new TypeError(`Cannot join the account ${JSON.stringify(unknown.account)} with a hub: there is none`);
  }
  const siblings = new Siblings();
  return (self, service) => {
    const linked = linkService(service);
    all.forEach((settings, index) =>
      self.spawn(`leaf-${index + 1}`, leaf(settings, linked, siblings), { restart: "transient", shutdown: 5_000 })
    );
  };
}
