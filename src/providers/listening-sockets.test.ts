import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { isListeningOn } from './listening-sockets.js'

/** The highest process ID of Linux is 4,194,304. */
const NO_PROCESS = 4_194_305

test('only the process that listens on a port has it, not one that has ended', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    expect(isListeningOn(process.pid, port)).toBe(true)
    expect(isListeningOn(process.ppid, port)).toBe(false)
    expect(isListeningOn(NO_PROCESS, port)).toBe(false)
  } finally {
    server.close()
  }
  await once(server, 'close')
  expect(isListeningOn(process.pid, port)).toBe(false)
})
