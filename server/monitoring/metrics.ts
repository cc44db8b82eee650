import type { Snapshot, Sources } from "./sources.ts";

/** `/metrics`: the figures in the text format of Prometheus. */
export function metrics(sources: Sources, { now, open, routes, traffic, table }: Snapshot): string {
  const lines: string[] = [];
  const metric = (name: string, kind: "counter" | "gauge", help: string, value: number) => {
    lines.push(`# HELP mailroom_${name} ${help}`, `# TYPE mailroom_${name} ${kind}`, `mailroom_${name} ${value}`);
  };
  metric("uptime_seconds", "gauge", "Time since the start.", (now - sources.start) / 1_000);
  const { memory, busy } = sources.host();
  metric("memory_bytes", "gauge", "Resident memory.", memory);
  metric("processor_seconds_total", "counter", "Processor time.", busy / 1_000);
  metric("connections", "gauge", "Open connections.", open.length);
  metric("nodes", "gauge", "Nodes that are linked.", routes.length);
  metric("subscriptions", "gauge", "Subscriptions.", table.size);
  metric("pending_bytes", "gauge", "Bytes that wait to be sent.", open.reduce((sum, info) => sum + info.pending, 0));
  metric("in_messages_total", "counter", "Messages published by connections.", traffic.inMessages);
  metric("in_bytes_total", "counter", "Bytes published by connections.", traffic.inBytes);
  metric("out_messages_total", "counter", "Messages delivered to connections.", traffic.outMessages);
  metric("out_bytes_total", "counter", "Bytes delivered to connections.", traffic.outBytes);
  lines.push("# HELP mailroom_events_total What was counted, by name.", "# TYPE mailroom_events_total counter");
  for (const [name, value] of Object.entries(sources.counters.all())) {
    lines.push(`mailroom_events_total{name="${name}"} ${value}`);
  }
  return `${lines.join("\n")}\n`;
}
