import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { tortureService } from '../../../test/support/torture-planted-bug.js'
import { composeEventProcessing } from '../../app/events/compose-event-processing.js'
import { startEventProcessing } from '../../events/start-event-processing.js'

test('torture shrinks a failure to a script that reproduces it', async () => {
  await using under = await startTestServices()
  const { stores } = under
  // They delete the families of the test users.
  await using _events = await startEventProcessing({
    stores,
    ...composeEventProcessing(stores),
    idleMs: 100,
  })
  const report = await tortureService(under, {
    service: 'todo',
    bug: 'no idempotency',
    seed: 1,
    forMs: 30_000,
  })
  await expectToMatchSchema('torture', report)
  expect(report.ok).toBe(false)
  const [finding] = report.items
  expect(finding?.steps.length).toBeLessThanOrEqual(2)
  // With the service without the bug: it runs, and the service returns the same todo twice.
  const script = (finding?.script ?? '').replace(report.url, under.services.urls.todo)
  const shell = spawn('sh', [], { stdio: ['pipe', 'pipe', 'inherit'] })
  shell.stdin.end(script)
  const [output] = await Promise.all([text(shell.stdout), once(shell, 'exit')])
  expect(output).toMatch(/HTTP\/1.1 201/)
}, 120_000)
