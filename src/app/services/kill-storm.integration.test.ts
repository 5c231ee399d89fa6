import { expect, test } from 'vitest'
import { runExpenseChaos } from '../../../test/support/run-expense-chaos.js'

test('nothing accepted is lost or doubled while services and engines are killed', async () => {
  const { problems, kills } = await runExpenseChaos({ expenses: 24, kills: 4 })
  expect(problems).toEqual([])
  expect(kills).toEqual({ services: 1, postgres: 1, dynamodb: 1, mongo: 1 })
})
