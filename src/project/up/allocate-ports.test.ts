import { expect, test } from 'vitest'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import type { MovedPort } from './choose-ports.js'
import { formatMovedPorts, isPortConflict, listServicePorts } from './allocate-ports.js'

test('no port is allocated for the own service of the user, which may run on that port already', () => {
  const config = createTestConfig('/project')
  expect(listServicePorts(config)).toEqual(['gateway', 'identity', 'todo', 'budget'])
  const services = { ...config.services, todo: { url: 'http://127.0.0.1:4002' } }
  expect(listServicePorts({ ...config, services })).toEqual(['gateway', 'identity', 'budget'])
})

test('the ports that one stack uses are one message', () => {
  const stack = 'project shop in /shop'
  const toMoved = (name: 'postgres' | 'mongo', pid: number): MovedPort => ({
    name,
    from: 5432,
    to: 5433 + pid,
    owner: { text: `node (pid ${pid}), ${name} of ${stack}`, stack },
  })
  expect(formatMovedPorts([toMoved('postgres', 1)])).toBe(
    'Port 5432 is in use by node (pid 1), postgres of project shop in /shop. Using port 5434 for postgres from now on.',
  )
  expect(formatMovedPorts([toMoved('postgres', 1), toMoved('mongo', 2)])).toBe(
    'Ports in use by project shop in /shop. Using other ports from now on: postgres 5434, mongo 5435.',
  )
})

test('an engine that could not bind its port has a conflict, although the other process has ended since', async () => {
  const port = await reserveFreePort()
  const exit = (detail: string): HomeError =>
    new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, { message: 'The engine exited while starting.', detail })
  const log = 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use'
  expect(await isPortConflict(exit(log), port)).toBe(true)
  expect(await isPortConflict(exit('FATAL:  could not open the data directory'), port)).toBe(false)
})
