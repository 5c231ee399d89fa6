import QueryStream from 'pg-query-stream'

/**
 * The rows of a statement. It also fails if PostgreSQL rejects the commit, as it does when a deferred constraint is violated: that
 * error comes after the end of the statement, where the cursor of pg-cursor ignores it, and its reader would wait for ever.
 */
export class StatementStream extends QueryStream {
  constructor(text: string, values: readonly unknown[], config: QueryStream.Config) {
    super(text, [...values], config)
    let isComplete = false
    const { handleCommandComplete, handleError } = this
    this.handleCommandComplete = (...args: readonly unknown[]) => {
      isComplete = true
      handleCommandComplete(...args)
    }
    this.handleError = (error: Error, ...others: readonly unknown[]) => {
      if (isComplete) this.destroy(error)
      else handleError(error, ...others)
    }
  }
}
