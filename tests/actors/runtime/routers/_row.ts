import type { Actor, Ref, System } from "../../../../actors/mod.ts";

/** Actors in a row, and what each was told, as `name message`, in the order in which it was. */
export interface Row<M> {
  readonly refs: readonly Ref<M>[];
  readonly log: string[];
  /** Takes what was logged. */
  take(): string[];
}

/** Spawns an actor for each letter of `names`; it logs what it is told. */
export function row<M>(system: System, names: string): Row<M> {
  const log: string[] = [];
  const actor: Actor<M> = ({ name }) => (message) => void log.push(`${name} ${String(message)}`);
  return { log, refs: [...names].map((name) => system.spawn(name, actor)), take: () => log.splice(0) };
}
