import { relative } from 'node:path'
import { type HomeError, rewordError } from '../core/home-error.js'
import type { Migration, MigrationStep } from '../stores/contracts/migration-store.js'
import { MIGRATION_STORE_ERRORS } from '../stores/contracts/migration-store-errors.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

/** Says what to do after a function of a step failed: unlike a request, it may have changed a part of the data. */
export function suggestAfterCode(
  error: HomeError,
  { path }: Migration,
  step: MigrationStep,
  direction: 'up' | 'down',
): HomeError {
  const codes = [MIGRATION_ERRORS.MIGRATION_FAILED, MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED]
  const code = codes.find((each) => each.code === error.code)
  if (step.module === undefined || code === undefined) return error
  const command = `homemanager migrate ${direction === 'up' ? '' : 'down '}again`
  return rewordError(error, code, {
    suggestion: [
      `Correct ${relative(process.cwd(), path)}, then run ${command}, which repeats step "${step.name}".`,
      'If it has already changed data that it must not change twice, bring the data back first: homemanager undo, if a snapshot was saved.',
    ].join('\n'),
  })
}
