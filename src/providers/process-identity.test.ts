import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { getProcessIdentity, isAlive } from './process-identity.js'

test('identifies a running process by its pid and start time', () => {
  const identity = getProcessIdentity(process.pid)
  expect(identity?.pid).toBe(process.pid)
  expect(identity && isAlive(identity)).toBe(true)
  expect(isAlive({ pid: process.pid, startedAt: '1' })).toBe(false)
})

test('an exited process is not alive', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  const identity = getProcessIdentity(child.pid ?? 0)
  expect(identity && isAlive(identity)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(identity && isAlive(identity)).toBe(false)
})

test('reads the start time of a program whose name contains spaces and parentheses', async () => {
  const child = spawn(process.execPath, [
    '-e',
    'process.title = "a) R (b"; console.log("x"); setInterval(() => {}, 60_000)',
  ])
  await once(child.stdout, 'data')
  expect(Number(getProcessIdentity(child.pid ?? 0)?.startedAt)).toBeGreaterThan(0)
  child.kill('SIGKILL')
})

test.each([0, -1, 1.5, 2 ** 40])('%d identifies no process', (pid) =>
  expect(getProcessIdentity(pid)).toBeUndefined(),
)
