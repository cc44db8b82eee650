// What a thread begins with. It is never imported: a Worker is made of it.
import { ThreadError } from "../errors.ts";
import type { Actor } from "../actor.ts";
import { type Frame, type Invitation, Kind } from "./_frame.ts";
import { Guest } from "./_guest.ts";
import { wireError } from "./_wire_reason.ts";

addEventListener("message", (event) => void begin((event as MessageEvent<Invitation>).data), { once: true });

async function begin(invitation: Invitation): Promise<void> {
  const { port, module } = invitation;
  let guest: Guest | undefined = undefined;
  const failed = (error: unknown) => {
    guest?.leave();
    const frames: Frame[] = [[Kind.over, { type: "failed", error: wireError(error) }]];
    port.postMessage(frames);
  };
  listen(module, failed);
  try {
    const actor: unknown = (await import(module)).default;
    if (typeof actor !== "function") {
      throw new TypeError(`Cannot run ${module} on a thread: its default export is ${typeof actor}, wanted an actor`);
    }
    guest = await Guest.run(actor as Actor<unknown>, invitation);
  } catch (error) {
    failed(error);
  }
}

/** Whatever else ends the thread is told before it does. */
function listen(module: string, failed: (error: unknown) => void): void {
  addEventListener("error", (event) => {
    event.preventDefault();
    failed(event.error);
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    failed(event.reason);
  });
  const closed = () => failed(new ThreadError(`The thread of ${module} was closed before its actor had stopped`));
  addEventListener("unload", closed);
  const scope = globalThis as unknown as { close: () => void };
  const { close } = scope;
  scope.close = () => {
    closed();
    close.call(globalThis);
  };
}
