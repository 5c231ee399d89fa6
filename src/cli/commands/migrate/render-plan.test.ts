import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { UNKNOWN_CODE } from '../../../stores/contracts/step-warning.js'
import { renderPlan } from './render-plan.js'

test('a plan distinguishes what a step does to data from locks and failures', () => {
  const warnings = [
    { text: 'blocks writes' },
    { text: 'deletes a', effect: 'deletes' },
    { text: 'changes records of a', effect: 'changes' },
    UNKNOWN_CODE,
    { text: 'fails: there is no table or view a', effect: 'deletes', fails: true },
  ] as const
  const step = { name: 'SELECT 1', text: 'SELECT 1', warnings }
  const items = [
    {
      store: 'postgres',
      id: '0001-a',
      name: 'a',
      transactional: true,
      after: [],
      stepsDone: 0,
      steps: [step],
    },
  ] as const
  const plan = { items, problems: [], drift: [], rolledBack: [], lint: [] }
  expect(renderPlan(plan, new Chalk({ level: 0 }))).toBe(
    [
      'postgres/0001-a (one transaction)',
      '  1. SELECT 1',
      '     ⚠ blocks writes',
      '     - data loss: deletes a',
      '     ~ data change: changes records of a',
      '     ? possible data loss: runs code that may change data',
      '     ✗ fails: there is no table or view a',
    ].join('\n'),
  )
})
