import { expect, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { listServicePorts } from './allocate-ports.js'

test('no port is allocated for the own service of the user, which may run on that port already', () => {
  const config = createTestConfig('/project')
  expect(listServicePorts(config)).toEqual(['gateway', 'identity', 'todo', 'budget'])
  const services = { ...config.services, todo: { url: 'http://127.0.0.1:4002' } }
  expect(listServicePorts({ ...config, services })).toEqual(['gateway', 'identity', 'budget'])
})
