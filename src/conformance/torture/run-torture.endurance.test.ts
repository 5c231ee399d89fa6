import { afterAll, beforeAll, expect, test } from 'vitest'
import { PLANTED_BUGS } from '../../../test/support/planted-bugs.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'
import { tortureService } from '../../../test/support/torture-planted-bug.js'
import { composeEventProcessing } from '../../app/events/compose-event-processing.js'
import { startEventProcessing } from '../../events/start-event-processing.js'
import { TORTURED_SERVICES } from './tortured-services.js'

let under: TestServices
let events: AsyncDisposable
beforeAll(async () => {
  under = await startTestServices()
  const { stores } = under
  // They delete the families of the test users.
  events = await startEventProcessing({ stores, ...composeEventProcessing(stores), idleMs: 100 })
})
afterAll(async () => {
  await events[Symbol.asyncDispose]()
  await under[Symbol.asyncDispose]()
})

/** Only the budget service has amounts. */
const BUDGET_ONLY: ReadonlySet<string> = new Set(['float money'])
const RUNS = 200
const MAX_SEED = 2_000_000_000

test.each(
  Object.keys(PLANTED_BUGS).flatMap((bug) =>
    TORTURED_SERVICES.filter((service) => service === 'budget' || !BUDGET_ONLY.has(bug)).map((service) => ({
      bug,
      service,
    })),
  ),
)('the bug "$bug" of a $service service is found within 60 s', async ({ bug, service }) => {
  const seed = Math.floor(Math.random() * MAX_SEED)
  const report = await tortureService(under, { service, bug, seed, forMs: 60_000 })
  expect({ bug, service, seed, ok: report.ok }).toMatchObject({ ok: false })
  // A script cannot sign tokens.
  expect(report.items.filter(({ check, script }) => check !== 'clock' && !script?.includes('curl'))).toEqual(
    [],
  )
})

test.each(Array.from({ length: RUNS / 10 }, (_, part) => part * 10))(
  'runs against the bundled services report no failure (from run %i)',
  async (first) => {
    for (let run = first; run < first + 10; run++) {
      const service = run % 2 === 0 ? 'todo' : 'budget'
      const seed = Math.floor(Math.random() * MAX_SEED)
      const report = await tortureService(under, { service, seed, forMs: 2000 })
      expect({ run, ...report }).toMatchObject({ ok: true, items: [] })
    }
  },
)
