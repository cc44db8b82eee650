import { ThreadError } from "../errors.ts";
import { type Frame, type Invitation, Lane } from "./_frame.ts";
import { meterMemory } from "./_meter.ts";

/** What the owner of a thread hears. */
export interface ThreadListener {
  /** The thread has said something. */
  heard(frames: readonly Frame[]): void;
  /** The thread is lost, and could not say so itself. */
  lost(error: ThreadError): void;
}

/** A Worker that runs the library, and the port to it. */
export class Thread {
  readonly port: MessagePort;
  readonly shared: SharedArrayBuffer = meterMemory(Object.keys(Lane).length);
  readonly #worker: Worker;

  constructor(invitation: Omit<Invitation, "port" | "shared">, listener: ThreadListener) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.port.onmessage = ({ data }: MessageEvent<readonly Frame[]>) => listener.heard(data);
    this.port.onmessageerror = () => listener.lost(lost(invitation, "it sent what cannot be read here"));
    this.#worker = new Worker(new URL("./_thread_main.ts", import.meta.url), {
      type: "module",
      ...(invitation.name === undefined ? {} : { name: invitation.name }),
    });
    this.#worker.onerror = (event) => {
      // Else it would end this thread, too.
      event.preventDefault();
      listener.lost(lost(invitation, event.message));
    };
    const whole: Invitation = { ...invitation, port: port2, shared: this.shared };
    this.#worker.postMessage(whole, [port2]);
  }

  /** Ends the thread at once, whatever it is doing. */
  terminate(): void {
    this.#worker.terminate();
    this.port.close();
  }
}

function lost({ module }: { readonly module: string }, why: string): ThreadError {
  return new ThreadError(`The thread of ${module} was lost: ${why}`);
}
