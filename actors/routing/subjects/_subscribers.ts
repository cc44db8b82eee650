/** Up to here a search through an array is cheaper, in time and memory, than a hash. */
const SMALL = 16;

/** Distinct subscriptions in the order they came. */
type Members<S> = S[] | Set<S>;

/** Everybody who subscribed to one pattern, where that is more than one plain subscription. */
export class Subscribers<S> {
  plain: Members<S> | undefined;
  groups: Map<string, Members<S>> | undefined;
}

/** What is kept for a pattern. By far most patterns have one plain subscription, which then stands for itself. */
export type Held<S> = S | Subscribers<S>;

/** Whether `held` has this subscription. */
export function holds<S>(held: Held<S> | undefined, subscription: S, queue: string | undefined): boolean {
  if (!(held instanceof Subscribers)) return queue === undefined && held === subscription;
  const members = queue === undefined ? held.plain : held.groups?.get(queue);
  if (members === undefined) return false;
  return Array.isArray(members) ? members.includes(subscription) : members.has(subscription);
}

/** What is to be kept in place of `held` to have this subscription, which it did not have, as well. */
export function withAdded<S>(held: Held<S> | undefined, subscription: S, queue: string | undefined): Held<S> {
  if (held === undefined && queue === undefined) return subscription;
  let subscribers: Subscribers<S>;
  if (held instanceof Subscribers) {
    subscribers = held;
  } else {
    subscribers = new Subscribers();
    if (held !== undefined) subscribers.plain = [held];
  }
  if (queue === undefined) {
    subscribers.plain = withMember(subscribers.plain, subscription);
  } else {
    const groups = subscribers.groups ??= new Map();
    groups.set(queue, withMember(groups.get(queue), subscription));
  }
  return subscribers;
}

/** What is to be kept in place of `held`, which has this subscription, to have it no longer. */
export function withRemoved<S>(held: Held<S>, subscription: S, queue: string | undefined): Held<S> | undefined {
  if (!(held instanceof Subscribers)) return undefined;
  if (queue === undefined) {
    held.plain = withoutMember(held.plain!, subscription);
  } else {
    const members = withoutMember(held.groups!.get(queue)!, subscription);
    if (members !== undefined) held.groups!.set(queue, members);
    else if (held.groups!.size > 1) held.groups!.delete(queue);
    else held.groups = undefined;
  }
  if (held.groups !== undefined) return held;
  if (held.plain === undefined) return undefined;
  if (Array.isArray(held.plain)) return held.plain.length === 1 ? held.plain[0] : held;
  return held;
}

function withMember<S>(members: Members<S> | undefined, member: S): Members<S> {
  if (members === undefined) return [member];
  if (!Array.isArray(members)) return members.add(member);
  if (members.length === SMALL) return new Set(members).add(member);
  members.push(member);
  return members;
}

function withoutMember<S>(members: Members<S>, member: S): Members<S> | undefined {
  if (Array.isArray(members)) {
    members.splice(members.indexOf(member), 1);
    return members.length === 0 ? undefined : members;
  }
  members.delete(member);
  // Half way down, so that a change to and fro at the border does not convert each time.
  return members.size > SMALL / 2 ? members : [...members];
}
