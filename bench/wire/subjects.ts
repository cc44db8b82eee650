/**
 * Measures the subject table alone: memory for each of a million subscriptions, matches and changes a second.
 *
 * Run with `deno run bench/wire/subjects.ts [subscriptions]`. No permissions are needed.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SubjectTable } from "../../actors/routing/subjects/subject_table.ts";

interface Subscription {
  readonly pattern: string;
  readonly queue: string | undefined;
}

const REGIONS = ["eu", "us", "asia", "africa", "oceania"];
const METRICS = ["temperature", "humidity", "battery", "position", "speed", "alarm"];
const RUNS = 5;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

let state = 0x2545f491;
/** A whole number from 0 to below `below`; the same sequence in every run. */
function random(below: number): number {
  state = Math.imul(state, 1664525) + 1013904223;
  return ((state >>> 8) % below + below) % below;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** The text as a connection would have it: decoded from bytes, not a rope of pieces, not hashed yet. */
function decoded(text: string): string {
  return decoder.decode(encoder.encode(text));
}

function inbox(): string {
  let name = "";
  while (name.length < 22) name += random(0x1000000).toString(36).toUpperCase();
  return `_INBOX.${name.slice(0, 22)}`;
}

/** A pattern of a mixed service: devices, dashboards, chat rooms and requesters. */
function mixedPattern(scale: number): string {
  const region = REGIONS[random(REGIONS.length)]!;
  const device = `device-${random(scale >> 2)}`;
  const metric = METRICS[random(METRICS.length)]!;
  const share = random(100);
  if (share < 35) return `fleet.${region}.${device}.${metric}`;
  if (share < 55) return `room.${random(scale / 50)}`;
  if (share < 70) return `${inbox()}.*`;
  if (share < 78) return `fleet.${region}.${device}.*`;
  if (share < 82) return `fleet.*.${device}.${metric}`;
  if (share < 97) return `fleet.${region}.${device}.>`;
  return `room.${random(scale / 50)}.>`;
}

function subjectOf(pattern: string): string {
  return decoded(pattern.replaceAll("*", "any").replace(">", "any.more"));
}

function heap(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

function fill(table: SubjectTable<Subscription>, subscriptions: readonly Subscription[]): void {
  for (const subscription of subscriptions) table.insert(subscription.pattern, subscription, subscription.queue);
}

/** Bytes that the table itself needs: the patterns' strings and the subscriptions exist before it is filled. */
function measureMemory(name: string, make: (index: number) => Subscription): void {
  const subscriptions = Array.from({ length: count }, (_, index) => make(index));
  const table = new SubjectTable<Subscription>();
  const before = heap();
  const started = performance.now();
  fill(table, subscriptions);
  const seconds = (performance.now() - started) / 1000;
  const after = heap();
  // Counted by what must be alive until here, or the collector would have taken it before `after`.
  const bytes = (after - before) / Math.min(table.size, subscriptions.length);
  print(name, `${bytes.toFixed(0).padStart(6)} B`, `${(count / seconds / 1e6).toFixed(2).padStart(6)} M inserts/s`);
}

/** The best of some runs, as the machine's noise only ever slows down. */
function measureRate(name: string, unit: string, operations: number, run: () => void): void {
  let best = Infinity;
  for (let i = 0; i < RUNS; i++) {
    const started = performance.now();
    run();
    best = Math.min(best, performance.now() - started);
  }
  print(name, `${(operations / best / 1000).toFixed(2).padStart(6)} M ${unit}/s`);
}

function print(name: string, ...figures: string[]): void {
  console.log(`${name.padEnd(58)} ${figures.join("  ")}`);
}

const count = Number(Deno.args[0] ?? 1_000_000);

const plain = (pattern: string): Subscription => ({ pattern: decoded(pattern), queue: undefined });
const mixed = (): Subscription => ({
  pattern: decoded(mixedPattern(count)),
  queue: random(20) === 0 ? `workers-${random(3)}` : undefined,
});

console.log(`Memory of the table for each of ${count} subscriptions, and the rate at which it is filled`);
measureMemory("fleet.eu.<device>.speed, all different", (i) => plain(`fleet.eu.d${i}.speed`));
measureMemory("fleet.eu.<device>.>", (i) => plain(`fleet.eu.d${i}.>`));
measureMemory("_INBOX.<22 characters>.*", () => plain(`${inbox()}.*`));
measureMemory("room.<room>, 50 members each", (i) => plain(`room.${i % (count / 50)}`));
measureMemory(
  "service.<name>, queue groups of 3",
  (i) => ({ ...plain(`service.${Math.floor(i / 3)}`), queue: "workers" }),
);
measureMemory("mixed", mixed);

const subscriptions = Array.from({ length: count }, mixed);
const table = new SubjectTable<Subscription>();
fill(table, subscriptions);
const uncached = new SubjectTable<Subscription>({ cacheCapacity: 0 });
fill(uncached, subscriptions);

const subjects = Array.from({ length: 200_000 }, () => subjectOf(subscriptions[random(count)]!.pattern));
const hot = subjects.slice(0, 1000);
const inboxes = Array.from({ length: 100_000 }, () => plain(`${inbox()}.*`));
const replies = inboxes.map(({ pattern }) => subjectOf(pattern));

function matchAll(of: SubjectTable<Subscription>, all: readonly string[], times: number): void {
  for (let i = 0; i < times; i++) {
    for (const subject of all) of.match(subject);
  }
}

console.log("\nRates with the mixed subscriptions in the table");
measureRate("match 1,000 subjects in turn, warm cache", "matches", 2_000_000, () => matchAll(table, hot, 2000));
measureRate("match 1,000 subjects in turn, no cache", "matches", 200_000, () => matchAll(uncached, hot, 200));
measureRate("match 200,000 subjects in turn, cache of 4,096", "matches", 200_000, () => matchAll(table, subjects, 1));
measureRate("match 200,000 subjects in turn, no cache", "matches", 200_000, () => matchAll(uncached, subjects, 1));
measureRate("subscribe a new inbox, match a reply, unsubscribe", "rounds", inboxes.length, () => {
  for (const [index, subscription] of inboxes.entries()) {
    table.insert(subscription.pattern, subscription);
    table.match(replies[index]!);
    table.remove(subscription.pattern, subscription);
  }
});
measureRate("match a warm subject, join it and leave it", "rounds", 100_000, () => {
  for (let i = 0; i < 100_000; i++) {
    const subject = hot[i % hot.length]!;
    table.match(subject);
    table.insert(subject, subscriptions[0]!, "probe");
    table.remove(subject, subscriptions[0]!, "probe");
  }
});
measureRate("match a warm subject, join and leave fleet.*.<device>.>", "rounds", 100_000, () => {
  for (let i = 0; i < 100_000; i++) {
    const pattern = `fleet.*.device-${i}.>`;
    table.match(hot[i % hot.length]!);
    table.insert(pattern, subscriptions[0]!, "probe");
    table.remove(pattern, subscriptions[0]!, "probe");
  }
});
measureRate("remove one and insert it again, all in turn", "changes", count * 2, () => {
  for (const subscription of subscriptions) {
    table.remove(subscription.pattern, subscription, subscription.queue);
    table.insert(subscription.pattern, subscription, subscription.queue);
  }
});
