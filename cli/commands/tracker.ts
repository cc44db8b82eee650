import { peerText } from "../../actors/routing/socket.ts";
import { startTracker } from "../../server/tracker/start_tracker.ts";
import { trackerLimits } from "../../server/tracker/tracker_limits.ts";
import type { Command } from "../command.ts";
import { choice, flag, integer, port, readFlags, switched, text } from "../flags.ts";
import { helpText } from "../help.ts";
import { LEVELS, stderrLog } from "../log.ts";
import { stopOnSignal } from "../stop_on_signal.ts";

const { maxLease } = trackerLimits();
const flags = {
  "host": flag(text, "HOST", "address to listen on", "127.0.0.1"),
  "port": flag(port, "PORT", "for TCP and UDP alike; 0 takes a free one", 9200),
  "no-udp": switched("no datagrams"),
  "max-lease": flag(integer(1, 86_400, "seconds from 1 to 86400"), "SECONDS", "longest lease", maxLease),
  "log": flag(choice(LEVELS), "LEVEL", "error, warn, info or debug, on standard error", "info" as const),
};

/** `tracker`: tells nodes of each other until it is stopped. */
export const tracker: Command = {
  run: async (args) => {
    const { host, port, "no-udp": noUdp, "max-lease": maxLease, log: level } = readFlags(args, flags);
    const log = stderrLog(level);
    const running = await startTracker({ hostname: host, port, udp: !noUdp, limits: { maxLease }, log });
    // Before anybody can know that it runs, because who knows may tell it to stop.
    using _signals = stopOnSignal(running, log);
    console.log(`listening tracker ${peerText(running.address)}`);
    if (running.udp !== undefined) console.log(`listening tracker ${peerText(running.udp)}`);
    await running.done;
    return 0;
  },
  help: () =>
    helpText("mailroom tracker [FLAGS]", "Tells nodes of each other, for as long as they say they are there.", flags),
};
