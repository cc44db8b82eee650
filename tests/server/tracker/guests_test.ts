import { assertEquals } from "@std/assert";
import type { Peer, Transport } from "../../../mod.ts";
import { ManualClock } from "../../../actors/testing.ts";
import { doorkeeper, Guests } from "../../../server/tracker/guests.ts";
import { keptSystem } from "../../actors/routing/_connected.ts";

/** A connection from a host, which knows whether it is closed. */
function guest(hostname: string) {
  const guest = {
    closed: false,
    peer: { transport: "tcp", hostname, port: 1 } satisfies Peer,
    close: () => {
      guest.closed = true;
    },
  };
  return guest as typeof guest & Transport;
}

Deno.test("Guests lets in no more of one address than it may, and the next when one has gone", () => {
  const guests = new Guests(2);
  const [one, two, three] = [guest("192.0.2.1"), guest("::ffff:192.0.2.1"), guest("192.0.2.1")];
  assertEquals([guests.enter(one, 0), guests.enter(two, 0), guests.enter(three, 0)], [true, true, false]);
  guests.leave(three);
  assertEquals([guests.size, guests.enter(guest("192.0.2.2"), 0)], [2, true]);
  guests.leave(one);
  guests.leave(one);
  assertEquals([guests.enter(three, 0), guests.enter(one, 0)], [true, false]);
});

Deno.test("doorkeeper() dismisses whoever has said nothing for so long, and nobody else", async () => {
  const clock = new ManualClock();
  const system = keptSystem({ clock });
  const guests = new Guests(10);
  system.spawn(doorkeeper(guests, 1_000));
  const [silent, talking] = [guest("192.0.2.1"), guest("192.0.2.1")];
  for (const each of [silent, talking]) guests.enter(each, 0);
  await clock.advance(500);
  guests.heard(talking, clock.now());
  await clock.advance(499);
  assertEquals([silent.closed, talking.closed], [false, false]);
  await clock.advance(1);
  assertEquals([silent.closed, talking.closed], [true, false]);
  await clock.advance(500);
  assertEquals(talking.closed, true);
  await system.shutdown();
});
