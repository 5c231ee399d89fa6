import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createTestFamilyMember, createTestUser } from '../../../test/support/api-caller.js'
import { canTestWithProgram } from '../../../test/support/can-test-with-program.js'
import { countSeries, listFiring, startPrometheus } from '../../../test/support/prometheus.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { startEventProcessing } from '../../events/start-event-processing.js'
import { composeEventProcessing } from '../events/compose-event-processing.js'
import { createConsumerGauges } from './consumer-gauges.js'

interface Dashboard {
  readonly panels: readonly {
    readonly title: string
    readonly targets: readonly { readonly expr: string }[]
  }[]
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

    const text = await readFile('templates/monitoring/grafana/homemanager.json', 'utf8')
    const { panels } = JSON.parse(text) as Dashboard
    const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))
    expect(queries.length).toBeGreaterThan(30)
    const missing = async (): Promise<readonly object[]> => {
      const found = await Promise.all(
        queries.map(async (each) => ({ ...each, series: await countSeries(prometheus, each.expr) })),
      )
      return found.filter(({ series }) => series === 0)
    }
    await waitUntil(async () => (await missing()).length === 0).catch(() => {})
    expect(await missing()).toEqual([])

    expect(await listFiring(prometheus)).not.toContain('DeadLetters')
    deadLetters = 1
    await waitUntil(async () => (await listFiring(prometheus)).includes('DeadLetters'))
    deadLetters = 0
    await waitUntil(async () => !(await listFiring(prometheus)).includes('DeadLetters'))
  },
)
