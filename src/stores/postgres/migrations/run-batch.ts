import type { ClientBase, Connection, Submittable } from 'pg'

/** The error that ended a batch. */
export interface BatchFailure {
  readonly error: Error
  /** Number of statements completed before the error. */
  readonly completed: number
}

/**
 * Runs statements in order, sent in one pipeline to avoid a round trip for each. The server reports each statement when
 * it completes, and skips the rest after an error. Ignores result rows.
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
      // Without a flush the server buffers its responses until the end of the pipeline.
      connection.flush()
    }
    connection.sync()
    connection.stream.uncork()
  }
  return new Promise((resolve) => {
    client.query(new StatementBatch(send, onDone, resolve))
  })
}

/** Handles the responses that pg receives. */
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
    connection.sendCopyFail('COPY FROM STDIN is not supported in migrations')
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}
