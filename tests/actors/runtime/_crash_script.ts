import { assert, assertEquals, assertGreater } from "@std/assert";
import {
  type Actor,
  addRestart,
  type Backoff,
  type ExitReason,
  type Handler,
  type Ref,
  type Restart,
  type Strategy,
  supervisor,
  System,
  type SystemEvent,
} from "../../../actors/mod.ts";
import { ManualClock, seededRandom, type SeededScheduler, turn } from "../../../actors/testing.ts";

type Act = "nothing" | "wait" | "crash" | "crash later" | "stop" | "kill" | "kill and wait" | "hang";
interface Order {
  readonly n: number;
  readonly act: Act;
}

const ACTS: readonly Act[] = ["nothing", "wait", "crash", "crash later", "stop", "kill", "kill and wait", "hang"];
const RESTARTS: readonly Restart[] = ["permanent", "permanent", "permanent", "transient", "temporary"];
const PATIENCE = 50;

interface Child {
  readonly index: number;
  readonly restart: Restart;
  ref: Ref<Order>;
  /** Factory calls, `started` events and `stopped()` calls, by incarnation. */
  calls: number;
  readonly started: Set<number>;
  readonly stopped: Map<number, ExitReason>;
  /** The incarnation that is not over. */
  alive: number | undefined;
  last: number;
  handled: number;
  /** The test stopped it for good. */
  removed: boolean;
}

/**
 * A supervisor with random children, to whom random things happen, and the rules that hold whatever happens: checked at
 * every step, and again when all has come to rest.
 */
export class CrashScript {
  readonly #random: () => number;
  readonly #clock = new ManualClock();
  readonly #system: System;
  readonly #strategy: Strategy;
  readonly #intensity: number;
  readonly #period: number;
  readonly #children: Child[] = [];
  readonly #sup: Ref<never>;
  #window: readonly number[] = [];
  #accepted = 0;
  #deadLetters = 0;
  #phase: "running" | "ending" = "running";
  #gaveUp = false;
  #supEnded = false;
  #troubles: unknown[] = [];

  constructor(strategy: Strategy, scheduler: SeededScheduler, seed: number) {
    this.#random = seededRandom(seed * 7_919);
    this.#strategy = strategy;
    this.#intensity = 1 + this.#upTo(8);
    this.#period = 20 + this.#upTo(400);
    this.#system = new System({ scheduler, clock: this.#clock, random: this.#random });
    this.#system.events().subscribe((event) => this.#check(() => this.#heard(event)));
    const backoff: Backoff | undefined = this.#chance(0.3) ? { min: 5, max: 40 } : undefined;
    const options = { strategy, intensity: this.#intensity, period: this.#period, ...backoff && { backoff } };
    const size = 2 + this.#upTo(4);
    const tree = supervisor(options, (self) => {
      for (let index = 0; index < size; index++) this.#declare(self.spawn.bind(self), index);
    });
    this.#sup = this.#system.spawn("sup", tree, { restart: "temporary" });
  }

  /** Lets things happen, then checks what is left. */
  async run(): Promise<void> {
    for (let step = 0; step < 25; step++) {
      const rest = this.#random();
      if (rest < 0.4) await turn();
      else if (rest < 0.6) await this.#clock.advance(this.#upTo(60));
      const child = this.#children[this.#upTo(this.#children.length)];
      if (child !== undefined) this.#happen(child, step);
    }
    await this.#clock.advance(5_000);
    this.#checkRest();
    this.#phase = "ending";
    const over = this.#system.shutdown();
    await this.#clock.advance(10_000);
    await over;
    this.#checkEnd();
    if (this.#troubles.length !== 0) throw this.#troubles[0];
  }

  #declare(spawn: (name: string, actor: Actor<Order>, spec: object) => Ref<Order>, index: number): void {
    const restart = RESTARTS[this.#upTo(RESTARTS.length)]!;
    const child: Child = {
      ...{ index, restart, calls: 0, started: new Set(), stopped: new Map(), alive: undefined },
      ...{ last: -1, handled: 0, removed: false, ref: undefined as unknown as Ref<Order> },
    };
    child.ref = spawn(`${index}`, this.#actor(child), { restart, shutdown: PATIENCE });
    this.#children.push(child);
  }

  #happen(child: Child, n: number): void {
    if (this.#chance(0.06)) {
      child.removed = true;
      const after = this.#chance(0.5) ? "message" : this.#chance(0.5) ? "drain" : "kill";
      this.#system.stop(child.ref, { after });
    }
    const act = this.#chance(0.5) ? ACTS[this.#upTo(ACTS.length)]! : "nothing";
    if (child.ref.tell({ n, act })) this.#accepted++;
    else this.#deadLetters--;
  }

  #actor(child: Child): Actor<Order> {
    return (self) => {
      const { incarnation } = self;
      this.#check(() => this.#checkStart(child, incarnation));
      child.calls++;
      child.alive = incarnation;
      self.signal.addEventListener("abort", () => child.alive = undefined);
      const handler: Handler<Order> = {
        receive: (order) => {
          this.#check(() => {
            assertEquals(child.alive, incarnation, "only the living handle messages");
            assertGreater(order.n, child.last, "messages are handled in order");
          });
          child.last = order.n;
          child.handled++;
          return this.#obey(order.act, self);
        },
        stopped: (reason) => {
          this.#check(() => this.#checkStopped(child, incarnation, reason));
          if (this.#chance(0.1)) throw new Error("in stopped()");
          if (this.#chance(0.3)) return this.#wait(this.#upTo(80));
        },
      };
      const fails = this.#chance(incarnation === 1 ? 0.02 : 0.15);
      if (this.#chance(0.5)) {
        if (fails) throw new Error("in the factory");
        return handler;
      }
      return this.#wait(this.#upTo(20)).then(() => {
        if (fails) throw new Error("in the factory, later");
        return handler;
      });
    };
  }

  async #obey(act: Act, self: Parameters<Actor<Order>>[0]): Promise<void> {
    if (act === "crash") throw new Error("boom");
    if (act === "stop") self.stop();
    if (act === "kill" || act === "kill and wait") self.stop(undefined, { after: "kill" });
    if (act === "wait" || act === "kill and wait") await this.#wait(this.#upTo(30));
    if (act === "hang") await this.#wait(300);
    if (act === "crash later") {
      await this.#wait(this.#upTo(30));
      throw new Error("boom, later");
    }
  }

  #heard(event: SystemEvent): void {
    const child = this.#children.find((child) => child.ref.id === event.id);
    if (event.type === "dead-letter") this.#deadLetters++;
    if (event.type === "gave-up") {
      this.#gaveUp = true;
      assertEquals(this.#charge(), false, "gave up with attempts left");
    }
    if (event.type === "restarting") assert(this.#charge(), "restarted beyond its intensity");
    if (event.type === "stopped" && event.id === this.#sup.id) this.#supEnded = true;
    if (event.type === "started" && child !== undefined) child.started.add(event.incarnation);
  }

  #charge(): boolean {
    const { allowed, restarts } = addRestart(this.#window, this.#clock.now(), this.#intensity, this.#period);
    this.#window = restarts;
    return allowed;
  }

  #checkStart(child: Child, incarnation: number): void {
    assertEquals(child.alive, undefined, "one incarnation at a time");
    assertEquals(incarnation, child.calls + 1, "incarnations count up");
    assert(!this.#supEnded, "no start after the supervisor's end");
    assert(child.restart !== "temporary" || incarnation === 1, "temporary children start once");
    if (this.#strategy !== "one-for-one") this.#noneYounger(child, "is down when a child starts");
  }

  #checkStopped(child: Child, incarnation: number, reason: ExitReason): void {
    assert(child.started.has(incarnation), "only what has started is stopped");
    assert(!child.stopped.has(incarnation), "stopped() is called once");
    child.stopped.set(incarnation, reason);
    if (reason.type !== "shutdown" || child.removed) return;
    this.#noneYounger(child, "is stopped before an older one");
    const whole = this.#phase === "ending" || this.#gaveUp || child.calls === 1;
    assert(whole || this.#strategy !== "one-for-one", "one-for-one stops no sibling");
  }

  #noneYounger(child: Child, what: string): void {
    const alive = this.#children.filter((other) => other.index > child.index && other.alive !== undefined);
    assertEquals(alive.map((other) => other.index), [], `every younger child ${what}`);
  }

  #checkRest(): void {
    const sup = this.#system.tree().children.find((actor) => actor.id === this.#sup.id);
    if (sup === undefined) return assertEquals(this.#children.filter((child) => child.alive !== undefined), []);
    assert(!this.#gaveUp, "whoever gives up ends");
    const running = sup.children.filter((actor) => actor.state === "running").map((actor) => actor.id);
    const expected = this.#children.filter((child) => child.alive !== undefined).map((child) => child.ref.id);
    assertEquals(running, expected);
    assertEquals(sup.children.length, running.length, "nobody is left on the way");
    for (const child of this.#children) {
      if (child.removed) assertEquals(child.alive, undefined, "who was stopped is down");
      else if (child.restart === "permanent") assert(child.alive !== undefined, "permanent children are up");
    }
  }

  #checkEnd(): void {
    for (const child of this.#children) {
      assertEquals(child.alive, undefined, "all are down");
      assertEquals([...child.stopped.keys()].sort(), [...child.started].sort(), "each that started was stopped once");
    }
    assertEquals(this.#clock.timers, this.#waiting, "no timer is left");
    const handled = this.#children.reduce((sum, child) => sum + child.handled, 0);
    assertEquals(handled + this.#deadLetters, this.#accepted, "every message was handled or is a dead letter");
  }

  /** Notes what is wrong; thrown here, it would be one more crash. */
  #check(check: () => void): void {
    try {
      check();
    } catch (trouble) {
      this.#troubles.push(trouble);
    }
  }

  #waiting = 0;

  #wait(time: number): Promise<void> {
    this.#waiting++;
    return new Promise((resolve) =>
      void this.#clock.setTimer(() => {
        this.#waiting--;
        resolve();
      }, time)
    );
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #upTo(n: number): number {
    return Math.floor(this.#random() * n);
  }
}
