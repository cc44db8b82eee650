/** A queue that clients may not join. */
export const SYSTEM_QUEUE = "_sys_";

const REPLIES: readonly string[] = ["_R_.", "$JS.ACK.", "_GR_."];

/** Whether a reply subject is one that servers use among themselves. */
export function isReservedReply(reply: string): boolean {
  const first = reply.charCodeAt(0);
  // "_" or "$": no other reply needs a closer look.
  if (first !== 0x5f && first !== 0x24) return false;
  return REPLIES.some((prefix) => reply.length > prefix.length && reply.startsWith(prefix));
}
