import { expect, test } from 'vitest'
import { isVerifying, runVerification } from '../state/running-verifications.js'
import { listNextSteps, toMigrationsRow, toVerifyRow } from './overview-screen.js'

test('what to do next can be opened: the screen that shows it, or its own page', () => {
  const healthy = { status: 'healthy' }
  const findings = {
    status: {
      stores: { postgres: { status: 'unhealthy' }, dynamodb: healthy, mongo: healthy },
      services: { todo: { status: 'unhealthy' } },
      changes: [{ component: 'gateway', setting: 'port', from: '4000', to: '4001' }],
    },
    migrations: { isComplete: true },
    events: { lags: [], deadLetters: [{}] },
    verified: { violations: 2 },
    tested: { budget: { ok: false } },
  } as unknown as Parameters<typeof listNextSteps>[0]
  const rows = listNextSteps(findings)
  expect(rows.map(({ target, details }) => target ?? details?.[0]?.name)).toEqual([
    '/logs/postgres',
    '/logs/todo',
    'change',
    '/verify',
    '/logs/budget',
    '/events',
  ])
})

test('the migrations open the pane with the migrations', () => {
  const checks = [{ isComplete: true }, { isComplete: false }, { isComplete: false, problem: 'no answer' }]
  for (const each of checks) expect(toMigrationsRow(each).target).toBe('/schema?pane=Migrations')
})

test('a verification that is under way is shown', async () => {
  const verified = { at: new Date().toISOString(), checked: 12, violations: 0 }
  const show = (): string | undefined =>
    toVerifyRow({ verified, isVerifying: isVerifying('/home') }).cells[2]?.text
  const seen = await runVerification('/home', async () => Promise.resolve(show()))
  await runVerification('/home', async () => Promise.reject(new Error('failed'))).catch(() => {})
  expect([seen, show()]).toEqual(['reading all records…', 'consistent, 12 records read just now'])
})
