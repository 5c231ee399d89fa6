import { relative } from 'node:path'
import { type HomeError, rewordError } from '../core/home-error.js'
import type { Migration, MigrationStep } from '../stores/contracts/migration-store.js'
import { MIGRATION_STORE_ERRORS } from '../stores/contracts/migration-store-errors.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

const COMMANDS = { up: 'homemanager migrate again', down: 'homemanager migrate down again' } as const
const CODES = [MIGRATION_ERRORS.MIGRATION_FAILED, MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED]

/**
 * Says what to do after a step failed: the command that runs it again. A function, unlike a request, may have changed a part of the
 * data.
 */
export function suggestAfterStep(
  error: HomeError,
  { path }: Migration,
  step: MigrationStep,
  direction: 'up' | 'down',
): HomeError {
  const { [direction]: command } = COMMANDS
  const failed = CODES.find((each) => each.code === error.code)
  if (step.module === undefined || failed === undefined) {
    const suggestion = error.suggestion?.replace(COMMANDS.up, command)
    if (suggestion === undefined || suggestion === error.suggestion) return error
    return rewordError(error, { code: error.code, exitCode: error.exitCode, meaning: '' }, { suggestion })
  }
  return rewordError(error, failed, {
    suggestion: [
      `Correct ${relative(process.cwd(), path)}, then run ${command}, which repeats step "${step.name}".`,
      'If it has already changed data that it must not change twice, bring the data back first: homemanager undo, if a snapshot was saved.',
    ].join('\n'),
  })
}
