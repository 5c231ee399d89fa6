import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { watchFiles } from './watch-files.js'

test('files that were changed before they were watched count from a given time', async () => {
  const directory = await createTemporaryDirectory('homemanager-watch-')
  onTestFinished(async () => rm(directory, { recursive: true }))
  await mkdir(path.join(directory, 'src'))
  const since = Date.now()
  const write = async (name: string, changedAt: number): Promise<void> => {
    await writeFile(path.join(directory, 'src', name), '')
    await utimes(path.join(directory, 'src', name), changedAt / 1000, changedAt / 1000)
  }
  await write('old.ts', since - 1000)
  await write('new.ts', since + 1000)
  await write('new.txt', since + 1000)
  const changes: string[] = []
  using _files = watchFiles(directory, ['src/**/*.ts'], (changed) => changes.push(changed), since)
  expect(changes).toEqual(['src/new.ts'])
  using _others = watchFiles(directory, ['src/**/*.ts'], (changed) => changes.push(`later ${changed}`))
  await writeFile(path.join(directory, 'src', 'old.ts'), 'changed')
  await waitUntil(() => changes.includes('later src/old.ts'))
  expect(changes).not.toContain('later src/new.ts')
})
