/** How far something has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Since it began, in seconds. */
  readonly seconds: number;
}

/** What takes less is not shown at all, in milliseconds. */
const PATIENCE = 300;

/** How often it is shown, in milliseconds. */
const INTERVAL = 100;

/** A bar with figures, at most `columns` wide. */
export function progressText({ done, total, seconds }: Progress, columns: number): string {
  const share = total === 0 ? 1 : done / total;
  const rate = seconds === 0 ? 0 : Math.round(done / seconds);
  const figures = ` ${`${Math.floor(share * 100)}%`.padStart(4)} ${grouped(done)}/${grouped(total)} ${grouped(rate)}/s`;
  const width = Math.min(40, columns - figures.length - 2);
  if (width < 5) return figures.trim().slice(0, Math.max(0, columns));
  const filled = Math.floor(share * width);
  return `[${"#".repeat(filled)}${"-".repeat(width - filled)}]${figures}`;
}

/** A line that shows how far something has come, and goes away at the end. */
export class ProgressBar implements Disposable {
  readonly #total: number;
  readonly #write: (text: string) => void;
  readonly #columns: () => number;
  readonly #now: () => number;
  readonly #start: number;
  #next: number;
  #shown = false;

  /** A line that is written with `write`, on a terminal of so many columns. */
  constructor(total: number, write: (text: string) => void, columns: () => number, now = () => performance.now()) {
    this.#total = total;
    this.#write = write;
    this.#columns = columns;
    this.#now = now;
    this.#start = now();
    this.#next = this.#start + PATIENCE;
  }

  /** Tells how much is done; shows it, unless that was a moment ago. */
  update(done: number): void {
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + INTERVAL;
    this.#shown = true;
    const progress = { done, total: this.#total, seconds: (now - this.#start) / 1_000 };
    // A line that fills the last column would begin the next.
    this.#write(`\r\x1b[K${progressText(progress, this.#columns() - 1)}`);
  }

  [Symbol.dispose](): void {
    if (this.#shown) this.#write("\r\x1b[K");
  }
}

/** A number with a comma before each three digits. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}
