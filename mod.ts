/**
 * Mailroom: a message router whose every connection is an actor, to run, to embed, or to build other programs from.
 *
 * `startMailroom` runs the whole router inside a program; `serveTcp` and `serveUdp` serve a protocol of one's own; the
 * actor library is here too, and alone under `./actors`.
 *
 * @module
 */
export { type Heard, type Mailroom, startMailroom } from "./server/mailroom.ts";
export type { MailroomOptions, WebSocketAddress } from "./server/options.ts";
export type { TlsSetting } from "./server/tls.ts";
export type { NodeOptions, NodeTls } from "./server/nodes/node_options.ts";
export type { LeafOptions, LeafTls } from "./server/leaf/leaf_options.ts";
export type { LeafLimits } from "./transports/protocols/leaf/leaf_link.ts";
export type { AuthOptions, UserOptions } from "./server/auth/options.ts";
export { startTracker, type Tracker, type TrackerOptions } from "./server/tracker/start_tracker.ts";
export { askTracker, type AskTrackerOptions } from "./server/tracker/ask_tracker.ts";
export { trackerClient } from "./server/nodes/tracker_client.ts";
export type { TrackerClientOptions } from "./server/nodes/tracker_client_options.ts";
export type { TrackerLimits } from "./server/tracker/tracker_limits.ts";
export type { TrackerRefusal, TrackerRequest } from "./transports/protocols/tracker/request.ts";
export type { TrackedCluster, TrackedNode, TrackerAnswer } from "./transports/protocols/tracker/answer.ts";
export { Publication, type PublicationOptions } from "./actors/routing/publication.ts";
export { type Asked, expose, type ExposeOptions, type Exposure } from "./actors/routing/exposure/expose.ts";
export { remote, type RemoteOptions } from "./actors/routing/exposure/remote.ts";
export { RemoteError } from "./actors/routing/exposure/remote_error.ts";
export type { AnswersOf } from "./actors/routing/exposure/answers_of.ts";
export { Subscription } from "./actors/routing/subscription.ts";
export {
  type ConnectionMessage,
  Delivery,
  type Fence,
  type RouterMessage,
  type RouterStats,
  type SubjectCount,
} from "./actors/routing/messages.ts";
export type { AdmissionLimits } from "./actors/routing/admission/admission.ts";

export { Volley, VolleyDelivery } from "./actors/routing/volley.ts";
export type { LameDuckOptions } from "./server/lame_duck.ts";
export type { ConnectionInfo, Ending, SubscriptionInfo, Traffic } from "./actors/routing/connection_info.ts";
export type { SubjectTableStats } from "./actors/routing/subjects/subject_table.ts";

export * from "./actors/mod.ts";
export * from "./transports/mod.ts";
