import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { startDynamodbFront } from '../../../test/support/aws/start-dynamodb-front.js'
import { TokenBucket } from '../../../test/support/aws/token-bucket.js'
import { createTestUser, type SignedInUser } from '../../../test/support/api-caller.js'
import { canTestWithProgram } from '../../../test/support/can-test-with-program.js'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { getStaticKeys } from '../../../test/support/get-static-keys.js'
import { listFiring, startPrometheus } from '../../../test/support/prometheus.js'
import { getStackProcess, type StackProcessName } from '../../../test/support/stack-processes.js'
import { createTestDatabases } from '../../../test/support/test-databases.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { Client } from '../../stores/postgres/client/pg.js'

const TIMEOUT_MS = 200_000
const IDLE_CLIENTS = 85

/** Makes an alert fire, and resolves to what ends the fault. */
type Fault = () => Promise<() => Promise<unknown>>

test.skipIf(!canTestWithProgram('prometheus', '--version') || process.platform !== 'linux')(
  'alerts fire on the fault that they are for, and clear afterwards',
  { timeout: 1_800_000 },
  async () => {
    await using stack = await createCliProject()
    expect(await stack.run('up', '--seed', 'demo', '--replica-lag', '0')).toMatchObject({ code: 0 })
    const user = await createTestUser(`http://127.0.0.1:${stack.ports.gateway}`)
    // A scrape waits for a store that does not respond.
    const options = { changeRules: shorten, seconds: 3 }
    const prometheus = await startPrometheus(`127.0.0.1:${stack.ports.gateway}`, options)
    await waitUntil(async () => (await listFiring(prometheus)).length === 0)
    const faults = listFaults(stack, user)
    const elapsed: Record<string, number> = {}
    for (const [alert, cause] of Object.entries(faults)) {
      const since = performance.now()
      const isFiring = async (): Promise<boolean> => (await listFiring(prometheus)).includes(alert)
      await waitUntil(async () => !(await isFiring()), TIMEOUT_MS)
      const end = await cause()
      await waitUntil(isFiring, TIMEOUT_MS).catch((error: unknown) => {
        throw new Error(`${alert} does not fire.`, { cause: error })
      })
      await end()
      await waitUntil(async () => !(await isFiring()), TIMEOUT_MS).catch((error: unknown) => {
        throw new Error(`${alert} does not clear.`, { cause: error })
      })
      elapsed[alert] = Math.round((performance.now() - since) / 1000)
    }
    console.log('alerts, seconds', elapsed)
    expect(listAlerts().filter((name) => !(name in faults))).toEqual(UNTRIED)
  },
)

test.skipIf(!canTestWithProgram('prometheus', '--version'))(
  'the alert on throttling fires while a table has too little capacity, and clears afterwards',
  { timeout: 600_000 },
  async () => {
    const table = `throttled-${randomUUID()}`
    await using databases = await createTestDatabases()
    await using front = await startDynamodbFront(getStaticKeys(databases.endpoints.dynamodb))
    front.keys = new Map([['AKIAEXAMPLE', { secretAccessKey: 'secret' }]])
    await using stack = await createCliProject(
      `dynamodb:\n  endpoint: ${front.url}\n  region: eu-central-1\n  credentials: default\n  table: ${table}\n`,
    )
    const keys = {
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    expect(await stack.runWith(keys, 'up', '--seed', 'demo')).toMatchObject({ code: 0 })
    const user = await createTestUser(`http://127.0.0.1:${stack.ports.gateway}`)
    const prometheus = await startPrometheus(`127.0.0.1:${stack.ports.gateway}`, { changeRules: shorten })
    const isFiring = async (): Promise<boolean> =>
      (await listFiring(prometheus)).includes('DynamodbThrottled')
    expect(await isFiring()).toBe(false)
    front.bucket = new TokenBucket(1)
    const loop = repeat(async () => user.call('POST', '/todo/v1/todos', { title: 'Rake' }))
    await waitUntil(isFiring, TIMEOUT_MS)
    front.bucket = undefined
    await waitUntil(async () => !(await isFiring()), TIMEOUT_MS)
    await loop.end()
  },
)

/** Has a test of its own: a stack in front of which AWS's throttling stands. */
const UNTRIED = ['DynamodbThrottled']

/** The same rules with shorter times; what they compare stays. */
function shorten(rules: string): string {
  return rules.replaceAll(/for: \d+[sm]/g, 'for: 1s').replaceAll(/\[\d+m\]/g, '[15s]')
}

function listAlerts(): readonly string[] {
  const rules = readFileSync('templates/monitoring/rules.yml', 'utf8')
  return [...rules.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name)
}

function listFaults(stack: CliProject, user: SignedInUser): Readonly<Record<string, Fault>> {
  const readUrl = async (name: 'postgres' | 'mongo'): Promise<string> => {
    const { engines } = await stack.readState()
    const { endpoint } = engines.find(({ store }) => store === name) ?? {}
    return (endpoint as { readonly url: string }).url
  }
  const connect = async (): Promise<Client> => {
    const client = new Client(await readUrl('postgres'))
    client.on('error', () => {})
    await client.connect()
    return client
  }
  const pause = async (name: StackProcessName): Promise<() => Promise<unknown>> => {
    const { pid } = await getStackProcess(stack, name)
    const pids = [pid, ...listChildren(pid)]
    for (const each of pids) process.kill(each, 'SIGSTOP')
    return async () => {
      for (const each of pids) process.kill(each, 'SIGCONT')
    }
  }
  const connectMongo = async (): Promise<MongoClient> => MongoClient.connect(await readUrl('mongo'))
  const createExpense = async (amount: string): Promise<unknown> =>
    user.call('POST', '/budget/v1/expenses', {
      amount,
      currency: 'USD',
      category: { primary: 'groceries' },
    })
  return {
    PostgresConnections: async () => {
      const clients = await Promise.all(Array.from({ length: IDLE_CLIENTS }, connect))
      return async () => Promise.all(clients.map(async (client) => client.end()))
    },
    PostgresLocks: async () => {
      const [holder, waiter] = await Promise.all([connect(), connect()])
      // Not one that /metrics reads.
      await holder.query('CREATE TABLE locked (id int)')
      await holder.query('BEGIN; LOCK TABLE locked')
      const waiting = waiter.query('BEGIN; LOCK TABLE locked').catch(() => {})
      return async () => {
        await holder.end()
        await waiting
        await waiter.end()
      }
    },
    PostgresCacheHits: async () => {
      const client = await connect()
      // More than fits into shared buffers.
      await client.query("CREATE TABLE scanned AS SELECT repeat('x', 1000) FROM generate_series(1, 300000)")
      const loop = repeat(async () => client.query('SELECT count(*) FROM scanned'))
      return async () => {
        await loop.end()
        await client.query('DROP TABLE scanned')
        await client.end()
      }
    },
    PostgresSlowStatements: async () => {
      const client = await connect()
      const sleeping = client.query('SELECT pg_sleep(600)').catch(() => {})
      return async () => {
        const other = await connect()
        await other.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'",
        )
        await sleeping
        await other.end()
      }
    },
    PostgresReplicationLag: async () => {
      await stack.runOk('up', '--replica-lag', '10m')
      const client = await connect()
      await client.query('CREATE TABLE delayed (id int)')
      return async () => {
        await client.query('DROP TABLE delayed')
        await client.end()
        await stack.runOk('up', '--replica-lag', '0')
      }
    },
    HomeManagerDown: async () => pause('services'),
    StoreDown: async () => pause('mongo'),
    RequestErrors: async () => {
      const resume = await pause('mongo')
      const loop = repeat(async () => user.call('GET', '/budget/v1/expenses'))
      return async () => {
        await resume()
        // The rate is that of the last seconds.
        await loop.end()
      }
    },
    SlowRequests: async () => {
      const loop = repeat(async () => {
        const resume = await pause('dynamodb')
        const slow = user.call('GET', '/todo/v1/todos')
        await new Promise((resolve) => setTimeout(resolve, 3000))
        await resume()
        await slow
      })
      return async () => loop.end()
    },
    OutboxLag: async () => {
      const resume = await pause('postgres')
      await createExpense('12.00')
      return resume
    },
    ConsumerLag: async () => {
      const resume = await pause('dynamodb')
      // Large enough for a review todo.
      await createExpense('900.00')
      return resume
    },
    DeadLetters: async () => {
      const client = await connect()
      // As of a service that writes events without the fields of their type.
      await client.query(
        `INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope)
          SELECT gen_random_uuid(), type, source, subject, now(), envelope || '{"data": {}}'
          FROM platform.event_log WHERE type = 'budget.expense.created' LIMIT 1`,
      )
      return async () => {
        await client.query('DELETE FROM platform.dead_letters')
        await client.end()
      }
    },
    DynamodbHotPartition: async () => {
      const loop = repeat(async () => user.call('GET', '/todo/v1/todos'))
      return async () => loop.end()
    },
    MongoCollectionScans: async () => {
      const client = await connectMongo()
      const collection = client.db().collection('scanned')
      await collection.insertMany(Array.from({ length: 1000 }, (_, number) => ({ number })))
      const loop = repeat(async () => collection.find({ number: -1 }).toArray())
      return async () => {
        await loop.end()
        await collection.drop()
        await client.close()
      }
    },
  }
}

/** Repeats work until `end`, whether it fails or not. */
function repeat(work: () => Promise<unknown>): { readonly end: () => Promise<void> } {
  const ended = new AbortController()
  const running = (async () => {
    while (!ended.signal.aborted) {
      await work().catch(() => {})
      // Work that fails at once must not keep other events waiting.
      await setImmediate()
    }
  })()
  return {
    async end() {
      ended.abort()
      await running
    },
  }
}

function listChildren(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}
