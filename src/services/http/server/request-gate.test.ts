import { afterEach, expect, test, vi } from 'vitest'
import { GATE_PASS_HEADER, RequestGate } from './request-gate.js'

const never = new AbortController().signal
afterEach(() => void vi.useRealTimers())

test('closing waits for the requests that have passed, and holds back the others until it opens', async () => {
  const gate = new RequestGate()
  const leave = await gate.enter()
  const closing = gate.close(never)
  let entered = false
  const waiting = gate.enter().then((done) => {
    entered = true
    return done
  })
  // A request that belongs to one that has passed.
  const leaveInner = await gate.enter({ [GATE_PASS_HEADER]: gate.pass })
  leave()
  leaveInner()
  const hold = await closing
  expect([entered, gate.waiting]).toEqual([false, 1])
  expect(await gate.close(never)).toBeUndefined()
  hold?.[Symbol.dispose]()
  ;(await waiting)()
  expect([entered, gate.waiting, gate.rejected]).toEqual([true, 0, 0])
})

test('another process cannot guess the pass', async () => {
  vi.useFakeTimers()
  const gate = new RequestGate()
  await gate.close(never)
  const entering = gate.enter({ [GATE_PASS_HEADER]: '0'.repeat(32) })
  entering.catch(() => {})
  await vi.advanceTimersByTimeAsync(20_000)
  await expect(entering).rejects.toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  expect(gate.rejected).toBe(1)
})

test('a close that is aborted opens the gate', async () => {
  const gate = new RequestGate()
  const leave = await gate.enter()
  const abort = new AbortController()
  const closing = gate.close(abort.signal)
  abort.abort(new Error('stopped'))
  await expect(closing).rejects.toThrow('stopped')
  leave()
  ;(await gate.enter())()
})

test('requests that wait are rejected when the services end, and the gate stays closed', async () => {
  const gate = new RequestGate()
  const hold = await gate.close(never)
  const waiting = gate.enter()
  gate.end()
  await expect(waiting).rejects.toMatchObject({ status: 503 })
  hold?.[Symbol.dispose]()
  expect(gate.waiting).toBe(0)
  const late = gate.enter()
  gate.end()
  await expect(late).rejects.toMatchObject({ status: 503 })
})
