import type pg from 'pg'

/** What pg calls on a query. pg does not process descriptions of parameters, so they are read from the connection. */
interface DescribedConnection {
  parse(query: { readonly text: string }): void
  describe(target: { readonly type: 'S' }): void
  sync(): void
  on(event: 'parameterDescription', listener: (message: ParameterDescription) => void): void
  off(event: 'parameterDescription', listener: (message: ParameterDescription) => void): void
}

interface ParameterDescription {
  readonly dataTypeIDs: readonly number[]
}

/** Returns the type (OID of pg_type) that the server infers for each parameter of a statement. */
export async function describeParameters(client: pg.PoolClient, text: string): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    let types: readonly number[] = []
    const listener = (message: ParameterDescription): void => {
      types = message.dataTypeIDs
    }
    client.query({
      submit(connection: unknown) {
        const described = connection as DescribedConnection
        described.on('parameterDescription', listener)
        described.parse({ text })
        described.describe({ type: 'S' })
        described.sync()
      },
      handleRowDescription() {},
      handleReadyForQuery(connection: unknown) {
        ;(connection as DescribedConnection).off('parameterDescription', listener)
        resolve(types)
      },
      handleError(error: Error, connection: unknown) {
        ;(connection as DescribedConnection).off('parameterDescription', listener)
        reject(error)
      },
    } as unknown as pg.Submittable)
  })
}
