import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listPlantedBugs } from '../../../test/support/planted-bugs.js'
import { startServicesWithEvents, type TestServices } from '../../../test/support/test-services.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import { runScript, tortureService } from '../../../test/support/torture-planted-bug.js'
import { createId } from '../../core/ids.js'
import { SERVICE_NAMES } from '../../core/service-name.js'
import { createEventHandler } from '../../events/event-handler.js'
import { applyTodoChange, buildTodoItem } from '../../services/todo/repository/todo-records.js'
import { createTodoRepository } from '../../services/todo/repository/todo-repository.js'

let under: TestServices
beforeAll(async () => {
  under = await startServicesWithEvents()
})
afterAll(async () => under[Symbol.asyncDispose]())

const RUNS = 200
const MAX_SEED = 2_000_000_000

test.each(SERVICE_NAMES.flatMap((service) => listPlantedBugs(service).map((bug) => ({ bug, service }))))(
  'the bug "$bug" of a $service service is found within 60 s',
  async ({ bug, service }) => {
    const seed = Math.floor(Math.random() * MAX_SEED)
    const report = await tortureService(under, { service, bug, seed, forMs: 60_000 })
    expect({ bug, service, seed, ok: report.ok }).toMatchObject({ ok: false })
    expect(report.items.filter(({ script }) => !script?.includes('curl'))).toEqual([])
  },
)

test('torture finds a refresh token that survives its sign-out', async () => {
  const report = await tortureService(under, {
    service: 'identity',
    bug: 'keeps a session after its sign-out',
    seed: 2,
    forMs: 120_000,
  })
  await expectToMatchSchema('torture', report)
  expect(report.items).toMatchObject([{ check: 'access', steps: { length: 2 } }])
  // The service without the bug ends the session.
  expect(await runScript(report, under.services.urls.identity)).toMatch(
    /HTTP\/1.1 201[^]*HTTP\/1.1 204[^]*HTTP\/1.1 401/,
  )
})

test('torture finds a service that refuses tokens of a clock that is ahead', async () => {
  const report = await tortureService(under, {
    service: 'todo',
    bug: 'refuses a clock that is ahead',
    seed: 6,
    forMs: 120_000,
  })
  expect(report.items).toMatchObject([{ check: 'clock', steps: { length: 2 } }])
  // The service without the bug accepts the token that the script signs.
  expect(await runScript(report, under.services.urls.todo)).toMatch(/HTTP\/1.1 201[^]*HTTP\/1.1 200/)
})

test('torture finds a consumer that does not tolerate an event twice', async () => {
  const { client, table } = under.stores.dynamodb
  const repository = createTodoRepository(client, table)
  const copyTodo = createEventHandler({
    consumer: 'test.copy-todo',
    types: ['todo.todo.created'],
    async handle({ subject }) {
      const todo = await repository.find(subject)
      if (todo === undefined) return
      const copy = buildTodoItem(applyTodoChange({ ...todo, id: createId() }, { title: 'Copy' }, new Date()))
      await client.send(new PutItemCommand({ TableName: table, Item: marshall(copy) }))
    },
  })
  const report = await tortureService(under, {
    service: 'todo',
    seed: 6,
    forMs: 120_000,
    handlers: [copyTodo],
  })
  await expectToMatchSchema('torture', report)
  expect(report.items).toMatchObject([
    {
      check: 'duplicate record',
      steps: expect.arrayContaining([
        'deliver the events about the records and their users again',
      ]) as string[],
      script: expect.stringContaining('homemanager events redeliver') as string,
    },
  ])
})

test.each(Array.from({ length: RUNS / 10 }, (_, part) => part * 10))(
  'runs against the bundled services report no failure (from run %i)',
  async (first) => {
    for (let run = first; run < first + 10; run++) {
      const service = SERVICE_NAMES[run % SERVICE_NAMES.length] ?? 'todo'
      const seed = Math.floor(Math.random() * MAX_SEED)
      const report = await tortureService(under, { service, seed, forMs: 2000 })
      expect({ run, ...report }).toMatchObject({ ok: true, items: [] })
    }
  },
)
