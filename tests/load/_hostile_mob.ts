/**
 * The hostile clients of `_hostile.ts`: so many, evenly of all kinds, against the ports that its argument names as JSON. They
 * come again when they are thrown out. It prints a line when all are there, and for each line on standard input how often
 * each kind has come.
 */
import { type Kind, KINDS, type Target } from "./_hostile_kinds.ts";

const { count, ports, kinds = Object.keys(KINDS) } = JSON.parse(Deno.args[0]!) as {
  readonly count: number;
  readonly ports: Target;
  readonly kinds?: readonly string[];
};
const came: Record<string, number> = {};

/** One client, again and again. Whatever happens to it was to be expected. */
async function persist(kind: string, again: Kind, index: number, arrived: () => void): Promise<void> {
  for (let visit = 0;; visit++) {
    came[kind] = (came[kind] ?? 0) + 1;
    try {
      await again(ports, index, arrived);
    } catch {
      // Thrown out.
    }
    arrived();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

await Promise.all(Array.from({ length: count }, (_, index) => {
  const kind = kinds[index % kinds.length]!;
  const { promise, resolve } = Promise.withResolvers<void>();
  persist(kind, KINDS[kind]!, index, resolve);
  return promise;
}));
console.log("ready");
for await (const chunk of Deno.stdin.readable) if (chunk.length > 0) console.log(JSON.stringify(came));
Deno.exit(0);
