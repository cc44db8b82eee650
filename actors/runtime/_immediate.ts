/**
 * Runs a task after the host has had a turn to serve its sockets. `setImmediate` costs a microsecond where it exists
 * (Deno, Node); a message port two and a half (browsers); `setTimeout(0)` would cost two milliseconds.
 */
export function immediate(task: () => void): void {
  waiting++;
  host(() => {
    waiting--;
    task();
  });
}

let waiting = 0;

/** How many tasks wait for their turn. */
export function immediates(): number {
  return waiting;
}

const host: (task: () => void) => void = typeof setImmediate === "function"
  ? (task) => void setImmediate(task)
  : viaMessagePort();

function viaMessagePort(): (task: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const tasks: (() => void)[] = [];
  port1.onmessage = () => tasks.shift()?.();
  return (task) => {
    tasks.push(task);
    port2.postMessage(undefined);
  };
}
