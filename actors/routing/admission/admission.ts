import { originOf } from "./origin.ts";
import type { Service } from "../service.ts";
import type { Peer } from "../socket.ts";

/** What newcomers are held to. */
export interface AdmissionLimits {
  /**
   * The most connections at once from one address, and from one /64 network of IPv6. This machine's own addresses are not
   * counted: what stands behind a proxy on it looks as if it came from there. Default 1,024.
   */
  readonly maxPerAddress?: number;
  /** How many connections a second are accepted, over all listeners; who comes too fast waits. Default 2,000. */
  readonly acceptRate?: number;
}

/** Accepts that may come at once after a quiet time, in seconds of the rate. */
const BURST = 1;

/**
 * Counts who is connected from where, and how fast newcomers come. One for all listeners of a service; an address takes
 * memory only while somebody is connected from it.
 */
export class Admission {
  readonly maxPerAddress: number;
  readonly #rate: number;
  readonly #now: () => number;
  readonly #open = new Map<string, number>();
  #allowance: number;
  #at: number;

  /**
   * @param now the time in milliseconds
   * @throws {RangeError} when a limit is out of its range
   */
  constructor(limits: AdmissionLimits, now: () => number) {
    const { maxPerAddress = 1_024, acceptRate = 2_000 } = limits;
    check("maxPerAddress", maxPerAddress);
    check("acceptRate", acceptRate);
    this.maxPerAddress = maxPerAddress;
    this.#rate = acceptRate;
    this.#now = now;
    this.#allowance = acceptRate * BURST;
    this.#at = now();
  }

  /** How many addresses are connected. */
  get addresses(): number {
    return this.#open.size;
  }

  /** Takes a connection in; `false` when there are too many from there. */
  enter(hostname: string): boolean {
    const key = keyOf(hostname);
    if (key === undefined) return true;
    const open = this.#open.get(key) ?? 0;
    if (open >= this.maxPerAddress) return false;
    this.#open.set(key, open + 1);
    return true;
  }

  /** A connection that has entered is over. */
  leave(hostname: string): void {
    const key = keyOf(hostname);
    if (key === undefined) return;
    const open = (this.#open.get(key) ?? 0) - 1;
    if (open > 0) this.#open.set(key, open);
    else this.#open.delete(key);
  }

  /** Somebody has been accepted: how long to wait before the next, in milliseconds; mostly 0. */
  accepted(): number {
    const now = this.#now();
    this.#allowance = Math.min(this.#rate * BURST, this.#allowance + (now - this.#at) / 1_000 * this.#rate) - 1;
    this.#at = now;
    return this.#allowance >= 0 ? 0 : Math.ceil(-this.#allowance / this.#rate * 1_000);
  }
}

/**
 * Counts a connection that was dialled, and returns the service for it: nobody has to let it in, and no place of an address is
 * free when it is over.
 */
export function dialled({ admission: _, ...service }: Service): Service {
  service.counters.add("connections_admitted");
  return service;
}

/** A connection that was admitted is over: its place is free. Called once for each. */
export function released({ counters, admission }: Service, { hostname }: Peer): void {
  counters.add("connections_released");
  admission?.leave(hostname);
}

/** What an address is counted as; `undefined` for this machine. */
function keyOf(hostname: string): string | undefined {
  const origin = originOf(hostname);
  return /^127\.|^localhost$/.test(origin) || hostname === "::1" ? undefined : origin;
}

function check(name: string, value: number): void {
  if (!(value >= 1)) throw new RangeError(`Cannot admit connections with ${name} ${value}: wanted a number from 1`);
}
