import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { getProcessIdentity, isAlive } from './process-identity.js'

test('a running process is itself, and not one with another start', () => {
  const identity = getProcessIdentity(process.pid)
  expect(identity?.pid).toBe(process.pid)
  expect(identity && isAlive(identity)).toBe(true)
  expect(isAlive({ pid: process.pid, startedAt: '1' })).toBe(false)
})

test('a process that ended is nobody', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  const identity = getProcessIdentity(child.pid ?? 0)
  expect(identity && isAlive(identity)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(identity && isAlive(identity)).toBe(false)
})

test('a program whose name holds spaces and parentheses is read right', async () => {
  const child = spawn(process.execPath, [
    '-e',
    'process.title = "a) R (b"; console.log("x"); setInterval(() => {}, 60_000)',
  ])
  await once(child.stdout, 'data')
  expect(Number(getProcessIdentity(child.pid ?? 0)?.startedAt)).toBeGreaterThan(0)
  child.kill('SIGKILL')
})

test.each([0, -1, 1.5, 2 ** 40])('%d is nobody', (pid) => expect(getProcessIdentity(pid)).toBeUndefined())
