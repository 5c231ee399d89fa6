import { expect, test } from 'vitest'
import { getProcessIdentity } from '../../providers/process-identity.js'
import type { StackState } from '../state/stack-state.js'
import type { StackStatus } from '../status/stack-status.js'
import { createComponentPane, listRestartRows } from './component-rows.js'

test.runIf(process.platform === 'linux')(
  'services have run since they were ready, not since their process started',
  () => {
    const store = { status: 'stopped' }
    const status = {
      stores: { postgres: store, dynamodb: store, mongo: store },
      services: { gateway: { status: 'healthy' } },
    } as unknown as StackStatus
    const getUptime = (readyAt?: string): string | undefined => {
      const state = { engines: [], services: { process: getProcessIdentity(process.ppid), readyAt } }
      const { rows } = createComponentPane(status, state as unknown as StackState)
      return rows.find(({ cells }) => cells[1]?.text === 'gateway')?.cells[3]?.text
    }
    expect(getUptime(new Date().toISOString())).toBe('0 s')
    // Recorded by an earlier version, or by a clock that was set back.
    for (const readyAt of [undefined, '2020-01-01T00:00:00Z'])
      expect(getUptime(readyAt)).toMatch(/^\d+ (?:s|min|h|days)$/)
  },
)

test('a component that was restarted says when, and why', () => {
  const store = { status: 'healthy', restarts: 0, lastRestart: null }
  const lastRestart = { at: new Date().toISOString(), reason: 'mongo may have been killed.' }
  const status = {
    stores: { postgres: store, dynamodb: store, mongo: { ...store, restarts: 1, lastRestart } },
    services: {},
  } as unknown as StackStatus
  const { columns, rows } = createComponentPane(status, { engines: [] } as unknown as StackState)
  expect(columns?.[3]?.name).toBe('RESTARTS')
  expect(rows.map(({ cells }) => cells[3]?.text)).toEqual(['', '', '1'])
  const text = 'just now: mongo may have been killed.'
  expect(rows.map(({ details }) => details)).toEqual([undefined, undefined, [{ name: 'last restart', text }]])
  const [row, ...others] = listRestartRows(status)
  expect([row?.target, row?.cells[2]?.text]).toEqual(['/logs/mongo', `mongo ${text}`])
  expect(others).toEqual([])
  // Nothing is said where nothing was restarted.
  const calm = { ...status, stores: { ...status.stores, mongo: store } } as unknown as StackStatus
  expect(listRestartRows(calm)).toEqual([])
  expect(createComponentPane(calm, { engines: [] } as unknown as StackState).columns?.[3]?.name).toBe(
    'UPTIME',
  )
})
