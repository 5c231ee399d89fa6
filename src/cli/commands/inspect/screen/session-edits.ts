import type { RecordEdits } from '../../../../project/edits/record-edits.js'

/** The record of a page. */
export interface RecordName {
  readonly kind: string
  readonly id: string
}

/** The edits of a session: what can be undone, until the user quits. */
export class SessionEdits {
  readonly #open: () => Promise<RecordEdits>
  readonly #edited = new Set<string>()
  #edits: Promise<RecordEdits> | undefined

  constructor(open: () => Promise<RecordEdits>) {
    this.#open = open
  }

  /** Loaded when the user edits for the first time. */
  async get(): Promise<RecordEdits> {
    this.#edits ??= this.#open()
    return this.#edits
  }

  canUndo({ kind, id }: RecordName): boolean {
    return this.#edited.has(`${kind} ${id}`)
  }

  setUndo({ kind, id }: RecordName, canUndo: boolean): void {
    if (canUndo) this.#edited.add(`${kind} ${id}`)
    else this.#edited.delete(`${kind} ${id}`)
  }
}
