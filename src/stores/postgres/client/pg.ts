// The shim must be imported before pg.
import { removeNavigatorShim } from './navigator-shim.js'
import type { Duplex } from 'node:stream'
import pg from 'pg'
import { readReply } from '../../../core/read-reply.js'
import { StoreTimeoutError } from '../../contracts/store-limits.js'
import { createIamToken } from './iam-token.js'
import { readPostgresUrl } from './parse-postgres-url.js'
import { toTlsSettings } from './tls-options.js'

removeNavigatorShim()

/** The protocol's request for encryption, which the server answers with S or N. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const REPLY_TIMEOUT_MS = 5000

/** The message of pg's error for a query that exceeds `query_timeout`. */
const QUERY_TIMEOUT_MESSAGE = 'Query read timeout'

/**
 * A client that ignores the PG* variables of the user's shell, such as PGSSLMODE and PGOPTIONS: they are meant for the
 * user's programs. Only PGPASSWORD and PGPASSFILE are read, if the URL has no password, and what `toTlsSettings` reads. The URL
 * may have the parameter `auth=iam`: the password is then a token of IAM.
 *
 * A query that exceeds `query_timeout` closes the connection. Otherwise, the following queries would wait for the same server.
 */
export class Client extends pg.Client {
  /** Whether to ask the server first if it supports encryption. */
  readonly #asksForTls: boolean

  constructor(given: string | pg.ClientConfig = {}) {
    const { config, optional } = toClientConfig(
      typeof given === 'string' ? { connectionString: given } : given,
    )
    // pg reads the variables only in its constructor, which runs synchronously.
    const variables = Object.entries(process.env).filter(
      ([name]) => name.startsWith('PG') && name !== 'PGPASSWORD' && name !== 'PGPASSFILE',
    )
    for (const [name] of variables) delete process.env[name]
    try {
      super(config)
    } finally {
      Object.assign(process.env, Object.fromEntries(variables))
    }
    this.#asksForTls = optional
    this.#closeAfterTimeout()
  }

  override connect(): Promise<pg.Client>
  override connect(callback: (error: Error) => void): void
  override connect(callback?: (error: Error) => void): Promise<pg.Client> | void {
    if (callback === undefined) return this.#prepare().then(() => super.connect())
    // pg calls it as soon as the connection is usable, before it can emit an error: the pool adds its listener then.
    if (this.#asksForTls) void this.#connectPrepared(callback)
    else super.connect(callback)
  }

  async #connectPrepared(callback: (error: Error) => void): Promise<void> {
    await this.#prepare()
    super.connect(callback)
  }

  /** Does not reject: a server that does not respond is reported by pg. */
  async #prepare(): Promise<void> {
    if (this.#asksForTls && !(await supportsTls(this.host, this.port))) withoutTls(this)
  }

  #closeAfterTimeout(): void {
    const query = this.query.bind(this) as (...args: unknown[]) => unknown
    const { stream } = (this as unknown as { readonly connection: { readonly stream: Duplex } }).connection
    this.query = ((...args: unknown[]) => {
      const result = query(...args)
      // The pool passes a callback, and closes the connection after any error.
      if (!(result instanceof Promise)) return result
      return result.catch((error: unknown) => {
        if (!(error instanceof Error && error.message === QUERY_TIMEOUT_MESSAGE)) throw error
        stream.destroy()
        throw new StoreTimeoutError(getQueryTimeout(this), { cause: error })
      })
    }) as typeof this.query
  }
}

function toClientConfig(config: pg.ClientConfig): {
  readonly config: pg.ClientConfig
  readonly optional: boolean
} {
  const { connectionString: url, ...others } = config
  if (url === undefined) return { config, optional: false }
  const { address, settings } = readPostgresUrl(url)
  const { port, user, parameters } = address
  const host = address.host || 'localhost'
  const { options, optional } = toTlsSettings({ ...parameters, host })
  const { auth, region, profile } = parameters
  const password =
    auth === 'iam' ? { password: async () => createIamToken({ host, port, user, region, profile }) } : {}
  const parsed = settings as unknown as pg.ClientConfig
  return { config: { ...others, ...parsed, ...password, ssl: options }, optional }
}

async function supportsTls(host: string, port: number): Promise<boolean> {
  const reply = await readReply({ hostname: host, port: String(port) }, SSL_REQUEST, {
    timeoutMs: REPLY_TIMEOUT_MS,
    isComplete: (bytes) => bytes.length > 0,
  })
  return reply?.toString('latin1').startsWith('S') ?? true
}

function withoutTls(client: pg.Client): void {
  const internals = client as unknown as { ssl: unknown; readonly connection: { ssl: unknown } }
  internals.ssl = false
  internals.connection.ssl = false
}

function getQueryTimeout(client: pg.Client): number {
  const { connectionParameters } = client as unknown as {
    readonly connectionParameters: { readonly query_timeout: number }
  }
  return connectionParameters.query_timeout
}

export { pg }
