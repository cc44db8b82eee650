import type { Cell } from "../_cell.ts";
import { type ExitReason, SHUTDOWN } from "../exit_reason.ts";
import { finish } from "../_finish.ts";
import type { Kernel } from "../_kernel.ts";
import type { AdaptedRef, LocalRef } from "../_local_ref.ts";
import { PendingAsk } from "../_pending_ask.ts";
import { stopCell } from "../_stop.ts";
import { Watchers } from "../_watchers.ts";
import { ForDoor, ForeignAsk, ForeignDoor } from "./_foreign.ts";
import { outside, proxy } from "./_proxy.ts";

/** How the other thread is reached. */
export interface ImportsLink {
  /** Sends a message to what the other side exported; a promise if the lane has no room for the next. */
  tell(id: number, message: unknown, ref: LocalRef): void | Promise<void>;
  answer(id: number, answer: unknown): void;
  refuse(id: number, error: unknown): void;
  release(id: number, times: number): void;
}

/** What stands here for the refs of the other thread. */
export class Imports {
  readonly #kernel: Kernel;
  readonly #root: LocalRef;
  readonly #origin: string;
  readonly #link: ImportsLink;
  readonly #actors = new Map<number, Cell>();
  readonly #ids = new Map<LocalRef, number>();
  readonly #doors = new Map<number, { ref: WeakRef<ForeignDoor>; times: number }>();
  readonly #asks = new Map<number, ForeignAsk>();
  readonly #lost = new FinalizationRegistry<number>((id) => this.#released(id));

  /** `origin` is put before the paths of the other thread. */
  constructor(root: LocalRef, origin: string, link: ImportsLink) {
    this.#kernel = outside(root.cell.kernel);
    this.#root = root;
    this.#origin = origin;
    this.#link = link;
  }

  /** How many there are, of all kinds. */
  get size(): number {
    return this.#actors.size + this.#doors.size + this.#asks.size;
  }

  /** The number that the other side knows a ref by, if it came from there. */
  idOf(ref: object): number | undefined {
    if (!(ref instanceof ForeignAsk || ref instanceof ForeignDoor)) return this.#ids.get(ref as LocalRef);
    return ref.table === this ? ref.wire : undefined;
  }

  /** The actor behind a number, if it is one that a message can be sent to. */
  known(id: number): LocalRef | undefined {
    return this.#actors.get(id)?.ref ?? this.#doors.get(id)?.ref.deref()?.owner;
  }

  actor(id: number, path: string): LocalRef {
    const known = this.#actors.get(id);
    if (known !== undefined) return known.ref;
    const cell: Cell = proxy(this.#kernel, this.#origin + path, (message) => {
      if (message instanceof ForDoor) return this.#link.tell(message.wire, message.message, cell.ref);
      return this.#link.tell(id, message, cell.ref);
    });
    this.#actors.set(id, cell);
    this.#ids.set(cell.ref, id);
    return cell.ref;
  }

  /** A ref that leads nowhere. */
  gone(path: string): LocalRef {
    const { ref } = proxy(this.#kernel, this.#origin + path, () => {});
    ref.cell = this.#kernel.grave;
    return ref;
  }

  door(id: number, owner: LocalRef): AdaptedRef<unknown, unknown> {
    const known = this.#doors.get(id);
    const alive = known?.ref.deref();
    if (alive !== undefined) {
      known!.times++;
      return alive;
    }
    const door = new ForeignDoor(owner, this, id);
    this.#doors.set(id, { ref: new WeakRef(door), times: (known?.times ?? 0) + 1 });
    this.#lost.register(door, id);
    return door;
  }

  ask(id: number): PendingAsk {
    const known = this.#asks.get(id);
    if (known !== undefined) return known;
    const ask = new ForeignAsk(this.#root, this, id, {
      answer: (answer) => this.#asks.delete(id) && this.#link.answer(id, answer),
      refuse: (error) => this.#asks.delete(id) && this.#link.refuse(id, error),
    });
    this.#asks.set(id, ask);
    return ask;
  }

  /** One that nobody waits for any more. */
  answeredAsk(): PendingAsk {
    const ask = new PendingAsk(this.#root, undefined, Infinity, () => {}, () => {});
    ask.fail(undefined);
    return ask;
  }

  /** Nobody waits for that answer any more. */
  forget(id: number): void {
    const ask = this.#asks.get(id);
    this.#asks.delete(id);
    ask?.fail(undefined);
  }

  ended(id: number, reason: ExitReason): void {
    const cell = this.#actors.get(id);
    if (cell === undefined) return;
    this.#actors.delete(id);
    this.#ids.delete(cell.ref);
    cell.vacate();
    finish(cell, reason);
  }

  /** Passes on at once what was told and is under way, as far as the lane has room. */
  hurry(): void {
    for (const cell of this.#actors.values()) if (cell.activity === "queued") cell.run(Infinity);
  }

  /** Passes on all that was told before; nothing is accepted afterwards. */
  async drain(): Promise<void> {
    await Promise.all([...this.#actors.values()].map((cell) => {
      if (cell.mailbox.size === 0 && cell.activity === "idle") return;
      const ended = (cell.watchers ??= new Watchers()).ended();
      stopCell(cell, SHUTDOWN, true, { after: "drain" });
      return ended;
    }));
  }

  /** The other thread is no more. */
  close(reason: ExitReason): void {
    for (const id of [...this.#actors.keys()]) this.ended(id, reason);
    for (const id of [...this.#asks.keys()]) this.forget(id);
    this.#doors.clear();
  }

  #released(id: number): void {
    const door = this.#doors.get(id);
    if (door === undefined || door.ref.deref() !== undefined) return;
    this.#doors.delete(id);
    this.#link.release(id, door.times);
  }
}
