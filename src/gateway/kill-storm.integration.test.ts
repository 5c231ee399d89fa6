import { expect, test } from 'vitest'
import { expenseStorm } from '../../test/support/expense-storm.js'

test(
  'nothing accepted is lost or doubled while services and engines are killed',
  { timeout: 120_000 },
  async () => {
    const { faults, kills } = await expenseStorm({ expenses: 150, kills: 4 })
    expect(faults).toEqual([])
    expect(kills).toEqual({ services: 1, postgres: 1, dynamodb: 1, mongo: 1 })
  },
)
