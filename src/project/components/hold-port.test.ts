import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import { holdPort } from './hold-port.js'
import { isPortFree } from '../../core/is-port-free.js'

test('a held port is in use until it is released, and clients are disconnected', async () => {
  const port = await reserveFreePort()
  const held = await holdPort(port)
  expect(await isPortFree(port)).toBe(false)
  const client = connect(port, '127.0.0.1').on('error', () => {})
  await once(client, 'close')
  // It is in use already.
  await using _ = await holdPort(port)
  await held[Symbol.asyncDispose]()
  expect(await isPortFree(port)).toBe(true)
})
