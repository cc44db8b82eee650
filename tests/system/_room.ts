import { type Mailroom, startMailroom } from "../../server/mailroom.ts";
import { command, type CommandOptions } from "./_command.ts";
import { ServerProcess } from "./_server.ts";

/** A router for the commands of one test. */
export class Room implements AsyncDisposable {
  readonly #mailroom: Mailroom;

  constructor(mailroom: Mailroom) {
    this.#mailroom = mailroom;
  }

  static async open(): Promise<Room> {
    return new Room(await startMailroom({ nats: { port: 0 }, line: { port: 0 } }));
  }

  get nats(): string {
    return `nats://127.0.0.1:${this.#mailroom.addresses.nats!.port}`;
  }

  get line(): string {
    return `127.0.0.1:${this.#mailroom.addresses.line!.port}`;
  }

  /** Runs a command here to its end. */
  run(args: readonly string[], options?: CommandOptions) {
    return command([args[0]!, "--server", this.nats, ...args.slice(1)], options);
  }

  /** Starts a command that listens, and waits until it does. */
  async listen(args: readonly string[], permissions?: readonly string[]): Promise<ServerProcess> {
    const started = new ServerProcess({
      args: [args[0]!, "--server", this.nats, ...args.slice(1)],
      ...permissions && { permissions },
    });
    await started.stderr.like(/^listening to /);
    return started;
  }

  publish(subject: string, data: string | Uint8Array): void {
    this.#mailroom.publish(subject, data);
  }

  /** The next message of a subject. */
  next(subject: string): Promise<string> {
    const heard = Promise.withResolvers<string>();
    const subscription = this.#mailroom.subscribe(subject, ({ payload }) => {
      heard.resolve(new TextDecoder().decode(payload));
      subscription[Symbol.dispose]();
    });
    return heard.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mailroom.shutdown();
  }
}
