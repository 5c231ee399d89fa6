import { truncate } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createCliProject } from '../../../../test/support/cli-project.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import type { DescribedSnapshot } from './render-snapshot.js'

test('a compressed snapshot is smaller, and restores and compares like another one', async () => {
  await using stack = await createCliProject()
  expect(await stack.run('up', '--no-services', '--seed', 'demo')).toMatchObject({ code: 0 })
  const save = async (...args: readonly string[]): Promise<DescribedSnapshot> => {
    const document = JSON.parse((await stack.run('snapshot', 'save', ...args, '--json')).stdout) as unknown
    await expectToMatchSchema('snapshot-save', document)
    return document as DescribedSnapshot
  }
  const plain = await save('plain')
  const small = await save('small', '--compress')
  expect([plain.compression, small.compression]).toEqual([null, 'gzip'])
  expect(small.bytes).toBeLessThan(plain.bytes / 2)
  for (const store of ['postgres', 'dynamodb', 'mongo'] as const)
    expect(small.stores[store].bytes).toBeGreaterThan(0)
  const shown = await stack.run('snapshot', 'show', 'small', '--verify', '--json')
  await expectToMatchSchema('snapshot-show', JSON.parse(shown.stdout))
  expect(await stack.run('snapshot', 'diff', 'plain', 'small')).toMatchObject({ code: 0 })

  // The same dataset, whose events have other places in the event log.
  expect(await stack.run('reset', '--yes', '--no-backup')).toMatchObject({ code: 0 })
  expect(await stack.run('seed', 'demo')).toMatchObject({ code: 0 })
  const repeated = await stack.run('snapshot', 'diff', 'plain', '--json')
  expect([repeated.code, JSON.parse(repeated.stdout)]).toEqual([0, { ok: true, entities: [], items: [] }])

  await stack.runOk('query', 'postgres', 'DELETE FROM sessions', '--write')
  expect(await stack.run('snapshot', 'export', 'small.tar.gz', 'small')).toMatchObject({ code: 0 })
  expect(await stack.run('snapshot', 'import', 'small.tar.gz', 'again')).toMatchObject({ code: 0 })
  const restore = ['snapshot', 'restore', 'again', '--yes', '--no-backup']
  expect(await stack.run(...restore)).toMatchObject({ code: 0 })
  expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })

  await truncate(path.join(small.directory, 'postgres.tar.gz'), 1000)
  expect(await stack.run('snapshot', 'restore', 'small', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('SNAPSHOT_DAMAGED') as string,
  })
  expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 0 })
  expect(await stack.run('snapshot', 'save', '--portable', '--compress')).toMatchObject({ code: 2 })
})
