import type { Counters } from "../../actors/routing/counters.ts";
import type { Actor } from "../../actors/runtime/actor.ts";
import type { Context } from "../../actors/runtime/context.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import type { TrackerAnswer } from "../../transports/protocols/tracker/answer.ts";
import type { TrackerRequest } from "../../transports/protocols/tracker/request.ts";
import { Directory } from "./directory.ts";
import type { TrackerLimits } from "./tracker_limits.ts";

/** What the keeper of a directory understands. */
export type DirectoryMessage =
  | {
    readonly type: "request";
    readonly request: TrackerRequest;
    /** The host that it came from. */
    readonly hostname: string;
    readonly replyTo: Ref<TrackerAnswer>;
  }
  | { readonly type: "expire" };

/** How often leases are looked through, in milliseconds, while there are any. */
const SWEEP = 1_000;

/**
 * Keeps the directory. There is one timer for all leases, and none while there are no leases. After a crash it is empty,
 * and full again as soon as everybody has renewed: that is within one lease.
 */
export function directoryActor(limits: TrackerLimits, counters: Counters): Actor<DirectoryMessage> {
  return (self) => {
    const directory = new Directory(limits);
    return (message) => {
      if (message.type === "expire") counters.add("tracker_expired", directory.expire(self.system.now()));
      else message.replyTo.tell(answered(directory, message.request, message.hostname, self, counters));
      if (directory.size > 0 && !self.timers.has("expire")) self.timers.after("expire", SWEEP, { type: "expire" });
    };
  };
}

function answered(
  directory: Directory,
  request: TrackerRequest,
  hostname: string,
  self: Context<DirectoryMessage>,
  counters: Counters,
): TrackerAnswer {
  const answer = answerOf(directory, request, hostname, self.system.now());
  counters.add(answer.type === "refused" ? "tracker_refused" : `tracker_${request.type}`);
  return answer;
}

function answerOf(directory: Directory, request: TrackerRequest, hostname: string, now: number): TrackerAnswer {
  switch (request.type) {
    case "announce":
      return directory.announce(request, hostname, now);
    case "leave":
      return directory.leave(request, hostname, now);
    case "peers":
      return { type: "peers", peers: directory.peers(request.cluster, request.except, now) };
    case "clusters":
      return { type: "clusters", clusters: directory.clusters(now) };
    case "help":
      return { type: "help" };
    case "quit":
      return { type: "bye" };
  }
}
