/**
 * Whom something is counted for: an address of IPv4 is one, of IPv6 a network of 64 bits is, because whoever has one
 * address of such a network has all of them.
 */
export function originOf(hostname: string): string {
  if (!hostname.includes(":")) return hostname;
  const [head = "", tail] = hostname.replace(/%.*$/, "").toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  while (tail !== undefined && groups.length + rest.length < 8) groups.push("0");
  return [...groups, ...rest].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
