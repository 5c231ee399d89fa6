// The same for a CommonJS program.
import { createStack, HomeError, type Stack } from 'homemanager'

export async function count(): Promise<number | undefined> {
  const stack: Stack = await createStack({ ephemeral: true })
  try {
    const { rows } = await stack.stores.postgres.pool.query<{ readonly count: number }>('SELECT 1 AS count')
    return rows[0]?.count
  } finally {
    await stack.stop()
  }
}
export { HomeError }
