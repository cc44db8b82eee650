/** A queue that clients may not join. */
export const SYSTEM_QUEUE = "_sys_";

/** Of these the first alone is reserved too; the others only with something behind. */
const REPLIES = ["_R_.", "$JS.ACK.", "_GR_."] as const;

/** Whether a reply subject is one that servers use among themselves. */
export function isReservedReply(reply: string): boolean {
  const first = reply.charCodeAt(0);
  // "_" or "$": no other reply needs a closer look.
  if (first !== 0x5f && first !== 0x24) return false;
  return REPLIES.some((prefix) => reply.startsWith(prefix) && (prefix === REPLIES[0] || reply.length > prefix.length));
}

/** Whether a subject is one that servers publish to among themselves. */
export function isReservedSubject(subject: string): boolean {
  return subject.charCodeAt(0) === 0x5f && subject.length > 5 && subject.startsWith("_GR_.");
}
