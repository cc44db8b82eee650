import type { Cell } from "./_cell.ts";
import { NameTakenError } from "./errors.ts";

/** The children of an actor in the order in which they were spawned: a list through the cells, and a map of the named. */
export class Children {
  first: Cell | undefined = undefined;
  last: Cell | undefined = undefined;
  size = 0;
  /** What the children's ids begin with. */
  readonly path: string;
  #names: Map<string, Cell> | undefined = undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Throws a `NameTakenError` where the name is not free. */
  check(name: string, parent: Cell): void {
    const holder = this.#names?.get(name);
    if (holder === undefined) return;
    throw new NameTakenError(
      `Cannot spawn "${name}" under ${parent.ref.id}: the name is taken by ${holder.ref.id}, which is ${holder.state}`,
    );
  }

  add(cell: Cell, name: string | undefined): void {
    cell.older = this.last;
    if (this.last === undefined) this.first = cell;
    else this.last.younger = cell;
    this.last = cell;
    this.size++;
    if (name !== undefined) (this.#names ??= new Map()).set(name, cell);
  }

  remove(cell: Cell): void {
    if (cell.older === undefined) this.first = cell.younger;
    else cell.older.younger = cell.younger;
    if (cell.younger === undefined) this.last = cell.older;
    else cell.younger.older = cell.older;
    cell.older = cell.younger = undefined;
    this.size--;
    if (this.#names?.get(cell.ref.name) === cell) this.#names.delete(cell.ref.name);
  }

  /** Oldest first. The list may change meanwhile only by the removal of cells that were yielded. */
  *[Symbol.iterator](): IterableIterator<Cell> {
    for (let cell = this.first; cell !== undefined;) {
      const next: Cell | undefined = cell.younger;
      yield cell;
      cell = next;
    }
  }
}
