import { expect, test, vi } from 'vitest'
import { callWithTimeLimit } from './call-with-time-limit.js'
import { callUserCode, runUserCode } from './run-user-code.js'

const wait = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('what the code prints does not reach stdout, what other code prints does', async () => {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const running = runUserCode(async () => {
    await wait(1)
    process.stdout.write('of the user')
    await wait(20)
  })
  process.stdout.write('ours')
  await running
  expect(stdout.mock.calls).toEqual([['ours']])
  expect(stderr.mock.calls).toEqual([['of the user']])
  vi.restoreAllMocks()
})

test('the code cannot end the process', async () => {
  await expect(runUserCode(() => process.exit(3))).rejects.toThrow('It called process.exit(3).')
  await expect(runUserCode(() => process.kill(process.pid))).rejects.toThrow('It sent a signal')
  const getExit = (): unknown => Object.getOwnPropertyDescriptor(process, 'exit')?.value
  const exit = getExit()
  await runUserCode(() => undefined)
  expect(getExit()).toBe(exit)
})

test('the reason is preserved, whatever is thrown', async () => {
  await expect(runUserCode(() => Promise.reject(new Error('my own reason')))).rejects.toThrow('my own reason')
  const throwText = (): never => {
    throw 'only text'
  }
  await expect(runUserCode(throwText)).rejects.toThrow('only text')
  const throwObject = (): never => {
    throw { code: 5, toString: () => process.exit(9) }
  }
  await expect(runUserCode(throwObject)).rejects.toThrow(
    'not an Error: { code: 5, toString: [Function: toString] }',
  )
})

test('code that ignores its signal is abandoned with the reason of the signal', async () => {
  const controller = new AbortController()
  const running = runUserCode(async () => wait(60_000), { signal: controller.signal })
  controller.abort(new Error('interrupted'))
  await expect(running).rejects.toThrow('interrupted')
})

test('code that heeds its signal gives the reason itself', async () => {
  const controller = new AbortController()
  const running = runUserCode(
    async () => {
      await wait(10)
      throw new Error('cleaned up')
    },
    { signal: controller.signal },
  )
  controller.abort(new Error('interrupted'))
  await expect(running).rejects.toThrow('cleaned up')
})

test('a call cannot end the process after other code has run in which it was nested', async () => {
  const exit = (): never => callUserCode(() => process.exit(3))
  await expect(runUserCode(exit)).rejects.toThrow('It called process.exit(3).')
  expect(exit).toThrow('It called process.exit(3).')
  await runUserCode(() => undefined)
  expect(exit).toThrow('It called process.exit(3).')
})

test('a call cannot end the process after a test runner has replaced `process.exit`', () => {
  const exit = (): never => callUserCode(() => process.exit(3))
  expect(exit).toThrow('It called process.exit(3).')
  const guarded = Object.getOwnPropertyDescriptor(process, 'exit') ?? {}
  // As Vitest does after each file.
  process.exit = (): never => {
    throw new Error('The process has ended.')
  }
  expect(exit).toThrow('It called process.exit(3).')
  Object.defineProperty(process, 'exit', guarded)
})

test('a call that does not return is stopped, also inside of another one, and the process is as before', () => {
  const endless = (): never => {
    for (;;);
  }
  expect(() => callWithTimeLimit(endless, 50)).toThrow('It did not return within 0.05 seconds.')
  expect(callWithTimeLimit(() => 'next', 50)).toBe('next')
  expect(callUserCode(() => [1, 2].map((each) => callUserCode(() => each * 2)))).toEqual([2, 4])
  expect(() =>
    callUserCode(() => {
      throw new Error('my own reason')
    }),
  ).toThrow('my own reason')
})
