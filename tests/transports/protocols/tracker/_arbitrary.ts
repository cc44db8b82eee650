import fc from "fast-check";
import type { TrackedNode } from "../../../../mod.ts";
import type { TrackerRequest } from "../../../../transports/protocols/tracker/request.ts";

/** A name or token that a tracker takes. */
export const name: fc.Arbitrary<string> = fc.stringMatching(/^[!-~]{1,64}$/);
const port = fc.integer({ min: 1, max: 65_535 });

/** An address that others can dial. */
export const address: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(fc.domain(), port).map(([host, port]) => `${host}:${port}`),
  fc.tuple(fc.ipV4(), port).map(([host, port]) => `${host}:${port}`),
  fc.tuple(fc.ipV6(), port).map(([host, port]) => `[${host}]:${port}`),
);

/** A node as a tracker names it. */
export const node: fc.Arbitrary<TrackedNode> = fc.record({ id: name, address });

/** Any request. */
export const request: fc.Arbitrary<TrackerRequest> = fc.oneof(
  fc.record({
    type: fc.constant("announce" as const),
    cluster: name,
    id: name,
    address: fc.oneof(address, port.map((port) => `*:${port}`)),
    lease: fc.integer({ min: 1, max: 86_400 }),
    token: name,
  }, { requiredKeys: ["type", "cluster", "id", "address", "lease"] }),
  fc.record({ type: fc.constant("leave" as const), cluster: name, id: name, token: name }, {
    requiredKeys: ["type", "cluster", "id"],
  }),
  fc.record({ type: fc.constant("peers" as const), cluster: name, except: name }, {
    requiredKeys: ["type", "cluster"],
  }),
  fc.constantFrom({ type: "clusters" as const }, { type: "help" as const }, { type: "quit" as const }),
);
