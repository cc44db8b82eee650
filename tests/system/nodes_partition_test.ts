import { assertEquals } from "@std/assert";
import { namespaces, TwoHosts } from "./_namespaces.ts";
import type { NatsWire } from "./_nats_wire.ts";
import { allHeard, heard, NodeProcess, publish, until } from "./_nodes.ts";

/** Two nodes on each host; all know the first. */
async function start(hosts: TwoHosts, stack: AsyncDisposableStack): Promise<NodeProcess[]> {
  const nodes: NodeProcess[] = [];
  for (const [index, host] of [0, 0, 1, 1].entries()) {
    const port = 9_100 + index;
    const peer = index === 0 ? [] : ["--peer", `${hosts.address(0)}:9100`];
    const args = ["--host", "0.0.0.0", "--node-advertise", `${hosts.address(host)}:${port}`, ...peer];
    const on = { command: hosts.command(host), hostname: hosts.front(host) };
    nodes.push(stack.use(await NodeProcess.start(args, port, on)));
  }
  return nodes;
}

Deno.test({
  name: "both halves of a mesh go on when the cable between them is cut, and are one again when it is mended",
  ignore: !namespaces,
  fn: async () => {
    await using stack = new AsyncDisposableStack();
    const hosts = stack.use(await TwoHosts.make());
    const nodes = await start(hosts, stack);
    const wires: NatsWire[] = [];
    for (const node of nodes) {
      const wire = await node.client();
      await wire.send("SUB n.x 1\r\n");
      await wire.sync();
      wires.push(wire);
    }
    const linked = (count: number, wishes: number) =>
      Promise.all(nodes.map((node) => node.linkedTo(count, wishes, 40_000)));
    const word = (wave: string, index: number) => `${wave}${index}`;
    await linked(3, 1);
    await Promise.all(wires.map((wire, i) => publish(wire, word("a", i), 500)));
    await allHeard(wires, wires.map((_, i) => word("a", i)), 500);

    await hosts.cut();
    await linked(1, 1);
    await Promise.all(wires.map((wire, i) => publish(wire, word("b", i), 500)));
    await allHeard(wires.slice(0, 2), [0, 1].map((i) => word("b", i)), 500);
    await allHeard(wires.slice(2), [2, 3].map((i) => word("b", i)), 500);
    assertEquals(heard(wires[0]!, "b2:"), []);
    // What is wanted changes in one half meanwhile.
    await wires[3]!.send("SUB n.* 2\r\nSUB later pool 3\r\n");
    await wires[3]!.sync();

    await hosts.heal();
    await Promise.all(nodes.map((node) => node.linkedTo(3, undefined, 40_000)));
    await until(async () => (await nodes[0]!.page("/subsz")).num_remote === 5, () => "the wishes of the other half");
    await until(async () => (await nodes[3]!.page("/subsz")).num_remote === 3, () => "the wishes of the other half");
    await wires[3]!.send("UNSUB 2\r\n");
    await wires[3]!.sync();
    await Promise.all(wires.map((wire, i) => publish(wire, word("c", i), 500)));
    await allHeard(wires, wires.map((_, i) => word("c", i)), 500);
    assertEquals(heard(wires[0]!, "b2:"), [], "what the other half said to itself has come late");
  },
});
