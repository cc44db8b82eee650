/**
 * The aedes MQTT broker as it comes, to compare with. Prints where it listens.
 *
 *     deno run --allow-all _aedes_broker.mjs
 */
import { createServer } from "node:net";
// deno-lint-ignore no-import-prefix -- pinned here because nothing but this comparison wants it
import { Aedes } from "npm:aedes@1.2.0";

const broker = await Aedes.createBroker();
const server = createServer(broker.handle);
server.listen(0, "127.0.0.1", () => console.log(`listening mqtt tcp://127.0.0.1:${server.address().port}`));
