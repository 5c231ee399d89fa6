import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'

let under: TestServices
beforeAll(async () => {
  under = await startTestServices()
})
afterAll(async () => under[Symbol.asyncDispose]())

/** Sends `text`, then `drip` every second. Resolves to the seconds until the server closes the connection. */
async function measureConnection(text: string, drip: string): Promise<{ seconds: number; output: string }> {
  const { hostname, port } = new URL(under.gateway)
  const socket = connect(Number(port), hostname)
  const since = performance.now()
  let output = ''
  socket.on('data', (chunk) => (output += String(chunk)))
  socket.on('error', () => {})
  socket.write(text)
  const timer = setInterval(() => drip !== '' && socket.write(drip), 1000)
  await new Promise((resolve) => socket.once('close', resolve))
  clearInterval(timer)
  return { seconds: (performance.now() - since) / 1000, output }
}

test('a body that arrives slowly is rejected after 30 s, and an idle connection is closed after 72 s', async () => {
  const [slow, idle] = await Promise.all([
    measureConnection(
      'POST /identity/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
      'a',
    ),
    measureConnection('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n', ''),
  ])
  expect(slow.seconds).toBeGreaterThan(29)
  expect(slow.seconds).toBeLessThan(45)
  expect(slow.output).toContain('408')
  expect(idle.seconds).toBeGreaterThan(70)
  expect(idle.seconds).toBeLessThan(80)
})
