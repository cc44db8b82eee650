/**
 * Whom an address is counted as: of IPv4 itself, also where it comes as one of IPv6; of IPv6 the network of its first 64
 * bits, because whoever has one address of such a network has all of them. However it is written, it is the same text.
 */
export function originOf(hostname: string): string {
  const plain = hostname.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.replace(/%.*$/, "").toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  while (tail !== undefined && groups.length + rest.length < 8) groups.push("0");
  return [...groups, ...rest].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
