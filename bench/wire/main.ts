/**
 * The server on the wire beside nats-server, Redis and the aedes MQTT broker: deliveries and requests a second, latency
 * and memory, with the ratio to reach beside each figure. Server and load run in processes of their own, each on a core
 * of its own, one server at a time. What is not installed is reported as missing.
 *
 *     deno task bench:wire [--quick] [--json] [--runs 5] [--only 16,request:64]
 *
 * Ends with 1 when something was lost or could not be measured; a target that is missed is only shown.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { machine } from "../savina/_machine.ts";
import { findPeers } from "./_arms.ts";
import { catalogue, type Shape } from "./_catalogue.ts";
import { measureShape, type Plan } from "./_measure.ts";
import { Load } from "./_processes.ts";
import { markdown, reaches, type Report, type Row } from "./_report.ts";

function chosen(only: string | undefined): readonly Shape[] {
  if (only === undefined) return catalogue;
  return only.split(",").flatMap((word) => {
    const found = catalogue.filter(({ key }) => key === word || key.startsWith(`${word}:`));
    if (found.length > 0) return found;
    throw new Error(`Cannot choose "${word}": wanted some of ${catalogue.map(({ key }) => key).join(", ")}`);
  });
}

/** The rows of one shape. */
async function measureRows(shape: Shape, load: Load, plan: Plan): Promise<Row[]> {
  const { key, title } = shape;
  try {
    const cells = await measureShape(shape, peers, load, plan);
    return shape.peers.flatMap((peer) => {
      const theirs = cells.peers[peer]!;
      return shape.figures.map((figure, index): Row => {
        const target = figure.target[peer] ?? null;
        const met = "missing" in theirs || target === null
          ? null
          : reaches(figure, theirs.ratios[index]!.median, target);
        return { key, title, figure: figure.name, index, ours: cells.ours, theirs, target, met };
      });
    });
  } catch (error) {
    return [{ key, title, failed: (error as Error).message }];
  }
}

function isWrong(row: Row): boolean {
  if ("failed" in row) return true;
  return row.ours.lost !== 0 || (!("missing" in row.theirs) && row.theirs.lost !== 0);
}

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    runs: { type: "string" },
    only: { type: "string" },
  },
});
const where = await machine();
const peers = await findPeers();
const runs = Number(values.runs ?? 5);
const pinned = { runs, seconds: values.quick ? 0.15 : 0.6, freshRuns: values.quick ? 1 : runs };
await using onOneCore = new Load(where.pinnedTo === undefined || where.cores < 2 ? undefined : 0);
await using onAllCores = new Load(undefined);
const rows: Row[] = [];
for (const shape of chosen(values.only)) {
  console.error(shape.title);
  const plan: Plan = { ...pinned, serverCore: shape.allCores ? undefined : where.pinnedTo };
  rows.push(...await measureRows(shape, shape.allCores ? onAllCores : onOneCore, plan));
}
const report: Report = { machine: where, quick: values.quick, runs, rows };
console.log(values.json ? JSON.stringify(report, null, 2) : markdown(report));
if (rows.some(isWrong)) Deno.exitCode = 1;
