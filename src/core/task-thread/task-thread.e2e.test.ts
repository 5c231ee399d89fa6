import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { TaskThread } from './task-thread.js'

let directory: string
beforeAll(async () => {
  await buildOnce()
  directory = await createTemporaryDirectory('homemanager-user-code-')
})
afterAll(() => rm(directory, { recursive: true }))

async function load(text: string, options: Parameters<TaskThread['call']>[1]): Promise<unknown> {
  const file = path.join(directory, 'module.mjs')
  await writeFile(file, text)
  await using thread = new TaskThread()
  return await thread.call({ type: 'load-module', path: file }, options)
}

test('an endless loop is stopped at its deadline or by its signal, and does not delay this process', async () => {
  const loop = 'await 1; for (;;);'
  await expect(load(loop, { timeoutMs: 500 })).rejects.toThrow('It did not end within 0.5 seconds.')
  const controller = new AbortController()
  setTimeout(() => controller.abort(new Error('interrupted')), 500)
  await expect(load(loop, { signal: controller.signal })).rejects.toThrow('interrupted')
})

test('code can neither end this process nor write to its stdout, and an error has its line', async () => {
  const stdout = vi.spyOn(process.stdout, 'write')
  const exit = 'console.log("noise"); await 1; process.exit(0)'
  await expect(load(exit, {})).rejects.toThrow('It called process.exit(0).')
  const failure = load('\n\nthrow new TypeError("my own reason")', {})
  await expect(failure).rejects.toMatchObject({ name: 'TypeError', message: 'my own reason' })
  await expect(failure).rejects.toHaveProperty('stack', expect.stringContaining('module.mjs?at='))
  expect(stdout).not.toHaveBeenCalledWith(expect.stringContaining('noise'))
  vi.restoreAllMocks()
})
