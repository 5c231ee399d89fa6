import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTestFamilyMember, createTestUser } from '../../../test/support/api-caller.js'
import { canTestWithProgram } from '../../../test/support/can-test-with-program.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { startEventProcessing } from '../../events/start-event-processing.js'
import { composeEventProcessing } from '../events/compose-event-processing.js'
import { createConsumerGauges } from './consumer-gauges.js'

const TEMPLATES = path.resolve('templates/monitoring')

interface QueryResult {
  readonly data: { readonly result: readonly unknown[] }
}

interface Dashboard {
  readonly panels: readonly {
    readonly title: string
    readonly targets: readonly { readonly expr: string }[]
  }[]
}

interface Alerts {
  readonly data: {
    readonly alerts: readonly { readonly state: string; readonly labels: { readonly alertname: string } }[]
  }
}

test.skipIf(!canTestWithProgram('prometheus', '--version'))(
  'Prometheus scrapes a stack: each query of the dashboard has series, and an alert fires and clears',
  async () => {
    let deadLetters = 0
    await using under = await startTestServices({
      countDeadLetters: async () => deadLetters,
      gauges: createConsumerGauges(async () => processing.readConsumers()),
    })
    await using processing = await startEventProcessing({
      stores: under.stores,
      ...composeEventProcessing(under.stores),
      idleMs: 100,
    })
    const owner = await createTestUser(under.gateway)
    const member = await createTestFamilyMember(under.gateway, owner)
    await member.call('POST', '/todo/v1/todos', { title: 'Rake', assigned_to: member.id })
    expect(await member.call('GET', '/todo/v1/todos')).toMatchObject({ status: 200 })
    await member.call('GET', '/budget/v1/expenses')
    const prometheus = await startPrometheus(new URL(under.gateway).host)

    const text = await readFile(path.join(TEMPLATES, 'grafana/homemanager.json'), 'utf8')
    const { panels } = JSON.parse(text) as Dashboard
    const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))
    expect(queries.length).toBeGreaterThan(30)
    const missing = async (): Promise<readonly object[]> => {
      const found = await Promise.all(
        queries.map(async (each) => ({ ...each, series: await countSeries(prometheus, each.expr) })),
      )
      return found.filter(({ series }) => series === 0)
    }
    await waitUntil(async () => (await missing()).length === 0).catch(async () =>
      expect(await missing()).toEqual([]),
    )

    expect(await listFiring(prometheus)).not.toContain('DeadLetters')
    deadLetters = 1
    await waitUntil(async () => (await listFiring(prometheus)).includes('DeadLetters'))
    deadLetters = 0
    await waitUntil(async () => !(await listFiring(prometheus)).includes('DeadLetters'))
  },
)

/** Starts Prometheus with the templates, but with short intervals. */
async function startPrometheus(target: string): Promise<string> {
  const directory = await createTemporaryDirectory('homemanager prometheus ')
  const port = await reserveFreePort()
  const config = await readFile(path.join(TEMPLATES, 'prometheus.yml'), 'utf8')
  const changed = config
    .replaceAll(/_interval: \d+s/g, '_interval: 1s')
    .replace('127.0.0.1:4000', target)
    .replace('- rules.yml', `- ${JSON.stringify(path.join(TEMPLATES, 'rules.yml'))}`)
  await writeFile(path.join(directory, 'prometheus.yml'), changed)
  const child = spawn(
    'prometheus',
    [
      `--config.file=${path.join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
    await rm(directory, { recursive: true, force: true })
  })
  return `http://127.0.0.1:${port}`
}

async function countSeries(prometheus: string, query: string): Promise<number> {
  const url = `${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`
  const response = await fetch(url).catch(() => undefined)
  return response?.ok === true ? ((await response.json()) as QueryResult).data.result.length : 0
}

async function listFiring(prometheus: string): Promise<readonly string[]> {
  const response = await fetch(`${prometheus}/api/v1/alerts`)
  const { alerts } = ((await response.json()) as Alerts).data
  return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname)
}
