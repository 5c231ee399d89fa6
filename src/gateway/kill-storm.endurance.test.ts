import { expect, test } from 'vitest'
import { expenseStorm } from '../../test/support/expense-storm.js'

const KILLS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 32)

test('2,000 expenses and at least 30 kills: nothing is lost or doubled', { timeout: 3_600_000 }, async () => {
  const { faults, kills, retries } = await expenseStorm({ expenses: 2000, kills: KILLS })
  process.stderr.write(`killed ${JSON.stringify(kills)}, ${retries} requests repeated\n`)
  expect(faults).toEqual([])
})
