/** What the subjects of all rooms begin with. */
export const ROOMS = "room.";

/** The subject of a room. */
export function roomSubject(room: string): string {
  return `${ROOMS}${room}`;
}
