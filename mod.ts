/**
 * Mailroom: a message router whose every connection is an actor, to run, to embed, or to build other programs from.
 *
 * `startMailroom` runs the whole router inside a program; `serveTcp` and `serveUdp` serve a protocol of one's own; the
 * actor library is here too, and alone under `./actors`.
 *
 * @module
 */
export { type Heard, type Mailroom, startMailroom } from "./server/mailroom.ts";
export type { MailroomOptions } from "./server/options.ts";
export { Publication, type PublicationOptions } from "./actors/routing/publication.ts";
export { Subscription } from "./actors/routing/subscription.ts";
export {
  type ConnectionMessage,
  Delivery,
  type Fence,
  type RouterMessage,
  type SubjectCount,
} from "./actors/routing/messages.ts";

export { Volley, VolleyDelivery } from "./actors/routing/volley.ts";
export type { LameDuckOptions } from "./server/lame_duck.ts";
export type { ConnectionInfo, SubscriptionInfo, Traffic } from "./actors/routing/connection_info.ts";
export type { SubjectTableStats } from "./actors/routing/subject_table.ts";

export * from "./actors/mod.ts";
export * from "./transports/mod.ts";
