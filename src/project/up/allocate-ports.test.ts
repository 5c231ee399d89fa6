import { expect, test } from 'vitest'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { HomeError } from '../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import { isPortConflict, listServicePorts } from './allocate-ports.js'

test('no port is allocated for the own service of the user, which may run on that port already', () => {
  const config = createTestConfig('/project')
  expect(listServicePorts(config)).toEqual(['gateway', 'identity', 'todo', 'budget'])
  const services = { ...config.services, todo: { url: 'http://127.0.0.1:4002' } }
  expect(listServicePorts({ ...config, services })).toEqual(['gateway', 'identity', 'budget'])
})

test('an engine that could not bind its port has a conflict, although the other process has ended since', async () => {
  const port = await reserveFreePort()
  const exit = (detail: string): HomeError =>
    new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, { message: 'The engine exited while starting.', detail })
  const log = 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use'
  expect(await isPortConflict(exit(log), port)).toBe(true)
  expect(await isPortConflict(exit('FATAL:  could not open the data directory'), port)).toBe(false)
})
