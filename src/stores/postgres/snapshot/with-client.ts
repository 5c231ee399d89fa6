import { Client, type pg } from '../client/pg.js'

/** Runs `work` with a connection of its own, which is closed when the signal is aborted. */
export async function withClient<T>(
  url: string,
  signal: AbortSignal,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const client = new Client({ connectionString: url, application_name: 'homemanager' })
  // If the server ends the connection, the query rejects.
  client.on('error', () => {})
  const stop = (): void => {
    const { stream } = (
      client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }
    ).connection
    stream.destroy()
  }
  await client.connect()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await work(client)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    if (!signal.aborted) await client.end()
  }
}
