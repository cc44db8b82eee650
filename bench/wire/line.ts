/**
 * The chat room on the wire: how many lines a second our server delivers to 1, 10 and 100 clients, beside the same room
 * written with node:net. Server and load run in processes of their own, each on a core of its own.
 *
 *     deno task bench:line [--quick] [--json] [--runs 7] [--only 100:16]
 *
 * `--only` takes receivers and bytes of a line. Ends with 1 when a line was lost or came back to its sender.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { machine } from "../savina/_machine.ts";
import { lineArms } from "./_line_arms.ts";
import { measureShape, type Plan, type Shape } from "./_line_measure.ts";
import { type LineReport, markdown, type Row } from "./_line_report.ts";
import { Load } from "./_processes.ts";

const SHAPES: readonly Shape[] = [16, 1024].flatMap((size) => [1, 10, 100].map((receivers) => ({ receivers, size })));

function chosen(only: string | undefined): readonly Shape[] {
  if (only === undefined) return SHAPES;
  const found = SHAPES.filter(({ receivers, size }) => only.split(",").includes(`${receivers}:${size}`));
  if (found.length > 0) return found;
  const all = SHAPES.map(({ receivers, size }) => `${receivers}:${size}`).join(", ");
  throw new Error(`Cannot choose "${only}": wanted some of ${all}`);
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
const plan: Plan = {
  runs: Number(values.runs ?? (values.quick ? 5 : 9)),
  seconds: values.quick ? 0.2 : 0.6,
  serverCore: where.pinnedTo,
};
const arms = await lineArms();
await using load = new Load(where.pinnedTo === undefined || where.cores < 2 ? undefined : 0);
const rows: Row[] = [];
for (const shape of chosen(values.only)) {
  console.error(`1→${shape.receivers}, ${shape.size} bytes`);
  const outcome = await measureShape(arms, shape, load, plan)
    .then((cells) => ({ cells }), (error: Error) => ({ failed: error.message }));
  rows.push({ ...shape, ...outcome });
}
const report: LineReport = { machine: where, quick: values.quick, runs: plan.runs, rows };
console.log(values.json ? JSON.stringify(report, null, 2) : markdown(report));
const isWrong = (row: Row) => "failed" in row || row.cells.some(({ lost, echoed }) => lost !== 0 || echoed !== 0);
if (rows.some(isWrong)) Deno.exitCode = 1;
