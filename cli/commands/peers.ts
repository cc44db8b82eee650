import { askTracker } from "../../server/tracker/ask_tracker.ts";
import type { TrackerAnswer } from "../../transports/protocols/tracker/answer.ts";
import { isTrackerName, type TrackerRequest } from "../../transports/protocols/tracker/request.ts";
import { readAddress } from "../address.ts";
import type { Command } from "../command.ts";
import { flag, type Parse, readFlags, switched, wrong } from "../flags.ts";
import { helpText } from "../help.ts";
import { Interruption } from "../interruption.ts";
import { Output, OutputClosed } from "../output.ts";
import { FLAGS, timed } from "./_flags.ts";
import { PATIENCE } from "./_with_client.ts";

/** The port of trackers. */
const TRACKER_PORT = 9200;
/** The exit code when the tracker has answered, and there is nobody. */
const NOBODY = 3;

const address: Parse<string> = (text, flag) => {
  if (readAddress(text, "tracker", TRACKER_PORT) === undefined) throw wrong(flag, text, "HOST:PORT");
  return text;
};
const cluster: Parse<string> = (text, flag) => {
  if (!isTrackerName(text)) throw wrong(flag, text, "1 to 64 characters of ASCII without blanks");
  return text;
};
const flags = {
  tracker: flag(address, "HOST:PORT", "whom to ask", `127.0.0.1:${TRACKER_PORT}`),
  cluster: flag<string | undefined>(cluster, "NAME", "only the nodes of this cluster", undefined),
  udp: switched("ask by datagram"),
  json: FLAGS.json,
  timeout: timed("give up after so long", PATIENCE),
};

/** `peers`: lists the nodes that a tracker knows. */
export const peers: Command = {
  run: async (args) => {
    const { tracker, cluster, udp, json, timeout } = readFlags(args, flags);
    const { hostname, port } = readAddress(tracker, "tracker", TRACKER_PORT)!;
    using interruption = new Interruption();
    const asked = { hostname, port, udp, timeout: timeout * 1_000, signal: interruption.signal };
    const ask = (request: TrackerRequest) => askTracker(asked, request).then(granted);
    const clusters = cluster === undefined ? clustersOf(await ask({ type: "clusters" })) : [cluster];
    const output = new Output();
    let found = 0;
    try {
      for (const cluster of clusters) {
        const answer = await ask({ type: "peers", cluster });
        for (const { id, address } of answer.type === "peers" ? answer.peers : []) {
          found++;
          await output.write(`${json ? JSON.stringify({ cluster, id, address }) : `${cluster} ${id} ${address}`}\n`);
        }
      }
      await output.flush();
    } catch (error) {
      if (!(error instanceof OutputClosed)) throw error;
    }
    return found > 0 ? 0 : NOBODY;
  },
  help: () =>
    helpText(
      "mailroom peers [FLAGS]",
      `Lists the nodes that a tracker knows: cluster, name, address. Exits with ${NOBODY} where there are none.`,
      flags,
    ),
};

function granted(answer: TrackerAnswer): TrackerAnswer {
  if (answer.type === "refused") throw new Error(`The tracker refuses: ${answer.text}`);
  return answer;
}

function clustersOf(answer: TrackerAnswer): readonly string[] {
  return answer.type === "clusters" ? answer.clusters.map(({ name }) => name) : [];
}
