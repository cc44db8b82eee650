import { DEFAULT_ACCOUNT } from "../../actors/routing/router.ts";
import { LEAF_LIMITS, type LeafLimits } from "../../transports/protocols/leaf/leaf_link.ts";
import { isPattern } from "../../actors/routing/subjects/subject.ts";
import { Alternatives } from "./_alternatives.ts";
import type { LeafOptions, LeafTls } from "./leaf_options.ts";

/** What this node is for a hub where the options do not say. */
export interface OwnNames {
  /** Its name. */
  readonly name: string;
  /** The name of its cluster. */
  readonly cluster: string;
  /** The id of the process. */
  readonly id: string;
  /** Which of its links this is, from 1. */
  readonly rank: number;
}

/** The options of a leaf, checked, with every default filled in. */
export interface LeafSettings extends OwnNames {
  readonly alternatives: Alternatives;
  readonly account: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly token: string | undefined;
  readonly nkeySeed: string | undefined;
  readonly tls: LeafTls;
  readonly denyExports: readonly string[];
  readonly denyImports: readonly string[];
  readonly limits: LeafLimits;
}

/**
 * Checks the options of a leaf, in this one place.
 *
 * @throws {TypeError} when an address, a name or a subject is none; never with a secret in its text
 */
export function settled(options: LeafOptions, own: OwnNames): LeafSettings {
  const { denyExports = [], denyImports = [], user, password, token, nkeySeed, tls = {} } = options;
  for (const subject of [...denyExports, ...denyImports]) {
    if (!isPattern(subject)) {
      throw new TypeError(`Cannot deny ${JSON.stringify(subject)} to a leaf: wanted tokens separated by dots`);
    }
  }
  if (nkeySeed !== undefined && !/^SU[A-Z2-7]+$/.test(nkeySeed.trim())) {
    throw new TypeError("Cannot use the seed: wanted that of a user, which begins with SU");
  }
  return {
    alternatives: new Alternatives(options.urls),
    id: own.id,
    rank: own.rank,
    name: word("name", options.name ?? own.name),
    cluster: word("cluster", options.cluster ?? own.cluster),
    account: options.account ?? DEFAULT_ACCOUNT,
    user,
    password,
    token,
    nkeySeed,
    tls,
    denyExports,
    denyImports,
    limits: { ...LEAF_LIMITS, ...options.limits },
  };
}

function word(what: string, text: string): string {
  if (text !== "" && !/\s/.test(text)) return text;
  throw new TypeError(`Cannot use the ${what} ${JSON.stringify(text)} for a leaf: wanted a name without blanks`);
}
