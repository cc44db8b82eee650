/** The costs of hashes that are taken: each one more takes twice as long. 15 is about three seconds. */
export const COSTS = { least: 4, most: 15, usual: 11 } as const;

/** bcrypt looks at so many bytes of a password and no more. */
export const LONGEST_PASSWORD = 72;

/** The thread has no file of its own, because to read one it would need a permission that the server does without. */
const THREAD = `
import bcrypt from "npm:bcryptjs@3.0.3";
self.onmessage = ({ data: { password, hash, cost } }) => {
  try {
    self.postMessage(hash === undefined ? bcrypt.hashSync(password, cost) : bcrypt.compareSync(password, hash));
  } catch {
    self.postMessage(false);
  }
};`;

type Result = boolean | string | undefined;

interface Job {
  readonly work: { readonly password: string; readonly hash?: string; readonly cost?: number };
  readonly done: (result: Result) => void;
}

/** Jobs that may wait: in all, and of one address. */
const MOST = { inAll: 1_024, ofOne: 64 };

/** Whether a text is a bcrypt hash, whatever its cost. */
export function isBcrypt(text: string): boolean {
  return /^\$2[abxy]\$\d\d\$/.test(text);
}

/** The cost of a hash; `undefined` where it is none that can be checked here in reasonable time. */
export function costOf(hash: string): number | undefined {
  const cost = Number(/^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash)?.[1]);
  return cost >= COSTS.least && cost <= COSTS.most ? cost : undefined;
}

/**
 * Makes and checks bcrypt hashes, one at a time, in a thread of its own: nobody else waits for it. Addresses take turns, so
 * that one that asks a lot makes the others wait for one check only. The thread is started for the first job and ends with
 * `close`.
 */
export class Bcrypt implements Disposable {
  /** What waits, by address; the first address is the next one. */
  readonly #lines = new Map<string, Job[]>();
  #waiting = 0;
  #running: Job | undefined = undefined;
  #worker: Worker | undefined = undefined;

  readonly #failed: (why: string) => void;

  /** `failed` is told when the thread cannot do its work. */
  constructor(failed: (why: string) => void = () => {}) {
    this.#failed = failed;
  }

  /** Whether a password is the one of a hash; `undefined` when too much waits already, or the thread has failed. */
  async compare(password: string, hash: string, address = ""): Promise<boolean | undefined> {
    const result = await this.#ask({ password, hash }, address);
    return typeof result === "boolean" ? result : undefined;
  }

  /** Makes a hash; `undefined` in the same cases. */
  async hash(password: string, cost: number = COSTS.usual): Promise<string | undefined> {
    const result = await this.#ask({ password, cost }, "");
    return typeof result === "string" ? result : undefined;
  }

  /** Ends the thread. Who waits hears nothing good. A later call starts it again. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const jobs = [...this.#running === undefined ? [] : [this.#running], ...[...this.#lines.values()].flat()];
    this.#running = undefined;
    this.#waiting = 0;
    this.#lines.clear();
    for (const { done } of jobs) done(undefined);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #ask(work: Job["work"], address: string): Promise<Result> {
    const line = this.#lines.get(address) ?? [];
    if (this.#waiting >= MOST.inAll || line.length >= MOST.ofOne) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<Result>();
    line.push({ work, done: resolve });
    this.#lines.set(address, line);
    this.#waiting++;
    this.#next();
    return promise;
  }

  #next(): void {
    const [first] = this.#lines;
    if (this.#running !== undefined || first === undefined) return;
    const [address, line] = first;
    this.#running = line.shift()!;
    this.#waiting--;
    // Behind all others, if there is more of it.
    this.#lines.delete(address);
    if (line.length > 0) this.#lines.set(address, line);
    try {
      (this.#worker ??= this.#start()).postMessage(this.#running.work);
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
      this.close();
    }
  }

  #start(): Worker {
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(THREAD)}`, { type: "module", name: "bcrypt" });
    worker.onmessage = ({ data }: MessageEvent<Result>) => {
      const job = this.#running;
      this.#running = undefined;
      this.#next();
      job?.done(data);
    };
    worker.onerror = (event) => {
      // Else it would end this thread, too.
      event.preventDefault();
      if (this.#worker !== worker) return;
      this.#failed(event.message);
      this.close();
    };
    return worker;
  }
}
