import type { Actor, Behaviour } from "../runtime/actor.ts";
import type { Context } from "../runtime/context.ts";
import type { Ref } from "../runtime/ref.ts";
import type { DatagramPeersMessage } from "./datagram_peers.ts";
import type { Service } from "./service.ts";
import { type DatagramSocket, peerText } from "./socket.ts";
import type { Strangers } from "./strangers.ts";

/** What the actor of a datagram address is made of. */
export interface DatagramsOptions {
  /** Opens the address; called again after a crash, so it should open the same one. */
  readonly open: () => DatagramSocket | Promise<DatagramSocket>;
  /** Who deals with what comes. */
  readonly peers: Ref<DatagramPeersMessage>;
  /** Where it counts and logs. */
  readonly service: Service;
  /** How fast those are heard that are no peers: what `peers` has too. Default: as fast as they come. */
  readonly strangers?: Strangers;
}

type DatagramsMessage = { readonly type: "failed"; readonly error: unknown } | { readonly type: "receive" } | {
  readonly type: "wait";
  readonly time: number;
};

/** The largest datagram there is, and one byte more. */
const LARGEST = 65_536;
/** How long to wait after a receive that failed, in milliseconds. */
const RETRY = 10;

/**
 * Receives the datagrams of one address. It is apart from the peers, so that its crash leaves them alone: they go on
 * through the socket that its next incarnation opens.
 */
export function datagrams(options: DatagramsOptions): Actor<never> {
  const actor: Actor<DatagramsMessage> = async (self) => receiving(self, options, await options.open());
  return actor as unknown as Actor<never>;
}

function receiving(
  self: Context<DatagramsMessage>,
  { peers, service, strangers }: DatagramsOptions,
  socket: DatagramSocket,
): Behaviour<DatagramsMessage> {
  const buffer = new Uint8Array(LARGEST);
  const { ref } = self;
  let closed = false;
  let receiving = Promise.resolve();
  const receive = () => {
    receiving = socket.receive(buffer).then(
      async ({ size, from }) => {
        service.counters.add("datagrams_in");
        // A copy, because the buffer is used again for the next datagram.
        const bytes = buffer.slice(0, size);
        // Where the peers are behind, nothing more is received: the kernel drops what is too much, as UDP may.
        await peers.offer({ type: "datagram", bytes, from, socket }).catch(() => {});
        const time = strangers?.pause ?? 0;
        if (time === 0) receive();
        else if (!closed) ref.tell({ type: "wait", time });
      },
      (error) => {
        if (!closed) ref.tell({ type: "failed", error });
      },
    );
  };
  peers.tell({ type: "opened", socket });
  receive();
  return {
    receive(message) {
      if (message.type === "receive") return receive();
      if (message.type === "wait") {
        service.counters.add("datagrams_delayed");
        return self.timers.after("retry", message.time, { type: "receive" });
      }
      service.counters.add("datagrams_receive_failed");
      service.log.warn(`Cannot receive on ${peerText(socket.address)}: ${String(message.error)}`);
      self.timers.after("retry", RETRY, { type: "receive" });
    },
    stopped() {
      closed = true;
      socket.close();
      // Only when nothing is received any more does the host let go of the address.
      return receiving;
    },
  };
}
