import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { TRACE_DIRECTORY } from '../../core/span-record.js'
import { findRecorded } from './find-recorded.js'

test('which traces are recorded is found in the files since the first of them', async () => {
  const home = await createTemporaryDirectory('traces-')
  const toLine = (traceId: string, start: number): string => `${JSON.stringify({ traceId, start })}\n`
  await mkdir(path.join(home, TRACE_DIRECTORY))
  const lines = [
    toLine('old', 0),
    toLine('first', 500_000),
    toLine('other', 500_001),
    toLine('last', 500_002),
  ]
  await writeFile(path.join(home, TRACE_DIRECTORY, 'spans-1.jsonl'), lines.join(''))
  const wanted = new Set(['old', 'first', 'last', 'never'])
  expect(await findRecorded(home, wanted, 500_000)).toEqual(new Set(['last', 'first', 'old']))
  expect(await findRecorded(home, new Set(['last']), 500_000)).toEqual(new Set(['last']))
  expect(await findRecorded(home, new Set(), Infinity)).toEqual(new Set())
})
