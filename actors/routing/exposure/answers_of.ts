import type { Ref } from "../../runtime/ref.ts";

/** What the questions among the messages `M`, those with a `replyTo`, are answered with. */
export type AnswersOf<M> = M extends { readonly replyTo: Ref<infer A> } ? A : never;
