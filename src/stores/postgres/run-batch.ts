import type { ClientBase, Connection, Submittable } from 'pg'

/** Why a batch ended early. */
export interface BatchFailure {
  readonly error: Error
  /** How many statements were done before it. */
  readonly completed: number
}

/**
 * Runs statements one after the other, all sent at once: sent one by one each would wait for the way there and back. The
 * server tells of each as soon as it is done, and passes over the rest when one fails. Rows are passed over.
 */
export function runBatch(
  client: ClientBase,
  statements: readonly string[],
  onDone: (count: number) => void,
): Promise<BatchFailure | undefined> {
  const send = (connection: Connection): void => {
    connection.stream.cork()
    for (const text of statements) {
      connection.parse({ name: '', text, types: [] }, true)
      connection.bind({ values: [] }, true)
      connection.execute({}, true)
      // Without it the server keeps what it has to tell until all are done.
      connection.flush()
    }
    connection.sync()
    connection.stream.uncork()
  }
  return new Promise((resolve) => {
    client.query(new StatementBatch(send, onDone, resolve))
  })
}

/** What pg calls while the answers come in. */
class StatementBatch implements Submittable {
  readonly submit: (connection: Connection) => void
  readonly #onDone: (count: number) => void
  readonly #settle: (failure?: BatchFailure) => void
  #completed = 0

  constructor(
    submit: (connection: Connection) => void,
    onDone: (count: number) => void,
    settle: (failure?: BatchFailure) => void,
  ) {
    this.submit = submit
    this.#onDone = onDone
    this.#settle = settle
  }

  handleCommandComplete(): void {
    this.#completed++
    this.#onDone(this.#completed)
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete()
  }

  handleReadyForQuery(): void {
    this.#settle()
  }

  handleError(error: Error): void {
    this.#settle({ error, completed: this.#completed })
  }

  handleCopyInResponse(connection: Connection & { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('A migration has no data to copy from')
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}
