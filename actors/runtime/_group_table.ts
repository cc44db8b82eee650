import type { Group, GroupChange, Groups } from "./groups.ts";
import { type LocalRef, localRef } from "./_local_ref.ts";
import type { Ref } from "./ref.ts";

// deno-lint-ignore no-explicit-any -- groups of all types of message are in one table
type AnyRef = Ref<any>;

interface Room {
  /** How often each has joined. */
  readonly members: Map<AnyRef, number>;
  readonly monitors: Set<AnyRef>;
  /** Whether somebody came under another ref than the actor's own, so that an end takes a search. */
  aliased: boolean;
}

/** Who is in which group. A cell that is a member or a monitor is marked `grouped`, so that the others end without a look. */
export class GroupTable implements Groups {
  readonly #rooms = new Map<string, Room>();

  join<M>(group: Group<M>, member: Ref<M>): boolean {
    if (!mark(member)) return false;
    const room = this.#room(group.name, member);
    const times = room.members.get(member) ?? 0;
    room.members.set(member, times + 1);
    if (times === 0) tell(room, { type: "joined", group: group.name, member });
    return true;
  }

  leave<M>(group: Group<M>, member: Ref<M>): boolean {
    const room = this.#rooms.get(group.name);
    const times = room?.members.get(member);
    if (room === undefined || times === undefined) return false;
    if (times > 1) room.members.set(member, times - 1);
    else this.#remove(group.name, room, member);
    return true;
  }

  members<M>(group: Group<M>): readonly Ref<M>[] {
    return [...this.#rooms.get(group.name)?.members.keys() ?? []];
  }

  monitor<M>(group: Group<M>, monitor: Ref<GroupChange<M>>): Disposable {
    if (mark(monitor)) {
      monitor.tell({ type: "members", group: group.name, members: this.members(group) });
      this.#room(group.name, monitor).monitors.add(monitor);
    }
    return { [Symbol.dispose]: () => this.#unmonitor(group.name, monitor) };
  }

  /** Takes an actor that has ended out of all groups. */
  forget(ended: LocalRef): void {
    for (const [name, room] of this.#rooms) {
      // First the monitors: the ended one is not to be told of its own leaving.
      for (const monitor of aliases(room, room.monitors, ended)) this.#unmonitor(name, monitor);
      for (const member of aliases(room, room.members, ended)) this.#remove(name, room, member);
    }
  }

  /** The group, made if need be, into which `newcomer` comes. */
  #room(name: string, newcomer: AnyRef): Room {
    let room = this.#rooms.get(name);
    if (room === undefined) this.#rooms.set(name, room = { members: new Map(), monitors: new Set(), aliased: false });
    room.aliased ||= localRef(newcomer) !== newcomer;
    return room;
  }

  #remove(name: string, room: Room, member: AnyRef): void {
    room.members.delete(member);
    tell(room, { type: "left", group: name, member });
    this.#tidy(name, room);
  }

  #unmonitor(name: string, monitor: AnyRef): void {
    const room = this.#rooms.get(name);
    if (room === undefined) return;
    room.monitors.delete(monitor);
    this.#tidy(name, room);
  }

  #tidy(name: string, room: Room): void {
    if (room.members.size === 0 && room.monitors.size === 0) this.#rooms.delete(name);
  }
}

/** The refs among `refs` that lead to an actor. */
function aliases(room: Room, refs: ReadonlyMap<AnyRef, number> | ReadonlySet<AnyRef>, actor: LocalRef): AnyRef[] {
  if (room.aliased) return [...refs.keys()].filter((ref) => localRef(ref) === actor);
  return refs.has(actor) ? [actor] : [];
}

/** Whether there is an actor to be marked. */
function mark(ref: AnyRef): boolean {
  const local = localRef(ref);
  if (local === undefined || local.cell.state === "stopped") return false;
  return local.cell.grouped = true;
}

function tell<M>(room: Room, change: GroupChange<M>): void {
  for (const monitor of room.monitors) monitor.tell(change);
}
