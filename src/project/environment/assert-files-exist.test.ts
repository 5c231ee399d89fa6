import { expect, test } from 'vitest'
import { createTestConfig } from '../../../test/support/create-test-config.js'
import { assertFilesExist } from './assert-files-exist.js'

test('files and directories that the configuration names and that do not exist are reported together', () => {
  const config = createTestConfig('/nowhere')
  expect(() => assertFilesExist({ ...config, invariants: ['/nowhere/invariants/*.sql'] })).not.toThrow()
  const missing = {
    ...config,
    migrations: { ...config.migrations, directories: { postgres: '/nowhere/sql' } },
    extensions: ['/nowhere/pets.ts'],
    invariants: ['/nowhere/budget.sql', '/elsewhere/a.sql', '/nowhere-else/b.sql'],
  }
  expect(() => assertFilesExist(missing)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: 'migrations.postgres: sql does not exist.',
      detail:
        'extensions: pets.ts does not exist.\ninvariants: budget.sql does not exist.\ninvariants: /elsewhere/a.sql does not exist.\ninvariants: /nowhere-else/b.sql does not exist.',
    }) as Error,
  )
})
