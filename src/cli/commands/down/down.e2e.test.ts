import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createCliProject } from '../../../../test/support/cli-project.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { STATEMENTS_FILE } from '../../../project/state/recent-statements.js'

test('snapshots that are deleted are reported, also if they are all that is left', async () => {
  await using project = await createCliProject()
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  const saved = JSON.parse((await project.run('snapshot', 'save', 'first', '--json')).stdout) as {
    readonly bytes: number
  }
  expect(await project.run('snapshot', 'export', 'first.tar.gz', 'first')).toMatchObject({ code: 0 })
  const statements = path.join(project.home, STATEMENTS_FILE)
  await writeFile(statements, '[]')
  const down = await project.run('down', '--volumes', '--snapshots', '--yes', '--json')
  await expectToMatchSchema('down', JSON.parse(down.stdout))
  expect(JSON.parse(down.stdout)).toMatchObject({
    deleted: ['postgres', 'dynamodb', 'mongo'],
    deletedSnapshots: [{ name: 'first', bytes: saved.bytes }],
    backup: null,
  })
  expect(existsSync(statements)).toBe(false)
  expect(JSON.parse((await project.run('snapshot', 'list', '--json')).stdout)).toEqual({
    items: [],
    damaged: [],
  })
  expect(await project.run('snapshot', 'import', 'first.tar.gz')).toMatchObject({ code: 0 })
  expect(await project.run('down', '--volumes', '--snapshots', '--yes')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^✓ Deleted 1 snapshot \([\d.]+ MB\)\.\n$/) as string,
  })
})
