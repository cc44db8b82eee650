/**
 * Actors whose state outlives them: event-sourced, with journals in memory and in SQLite.
 *
 * Importing it needs no permission. A {@linkcode SqliteJournal} needs to read and write its file and the two beside it,
 * of the same name with `-wal` and `-shm`.
 *
 * @module
 */
export { persistent } from "./runtime/persistence/persistent.ts";
export { MemoryJournal } from "./runtime/persistence/memory_journal.ts";
export { SqliteJournal } from "./persistence/sqlite_journal.ts";
export { SequenceError } from "./runtime/persistence/sequence_error.ts";

export type { Effect } from "./runtime/persistence/effect.ts";
export type { PersistentContext, PersistentOptions } from "./runtime/persistence/persistent_options.ts";
export type { Journal, JournalEntry } from "./runtime/persistence/journal.ts";
export type { SqliteJournalOptions } from "./persistence/sqlite_journal.ts";
export type { Codec } from "./persistence/codec.ts";
