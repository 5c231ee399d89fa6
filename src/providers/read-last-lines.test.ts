import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { readLastLines } from './read-last-lines.js'

test('reads as far back as necessary', async () => {
  const directory = await createTemporaryDirectory('homemanager-log-')
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = path.join(directory, 'services.log')
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i % 4000 === 0 ? 'rare' : 'common'} ünï ${i}`)
  await writeFile(file, `${lines.join('\n')}\n\n`)
  expect(await readLastLines(file, 2)).toEqual(lines.slice(-2))
  expect(await readLastLines(file, 10_000)).toEqual(lines.slice(-10_000))
  expect(await readLastLines(file, 30_000)).toEqual(lines)
  expect(await readLastLines(file, 0)).toEqual([])
  expect(await readLastLines(path.join(directory, 'none.log'), 3)).toEqual([])
})
