import { expect, test } from 'vitest'
import { runExpenseChaos } from '../../../test/support/run-expense-chaos.js'

const KILLS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 32)

test('2,000 expenses and at least 30 kills: nothing is lost or doubled', { timeout: 3_600_000 }, async () => {
  const { problems, kills, retries } = await runExpenseChaos({ expenses: 2000, kills: KILLS })
  process.stderr.write(`killed ${JSON.stringify(kills)}, ${retries} requests repeated\n`)
  expect(problems).toEqual([])
})
