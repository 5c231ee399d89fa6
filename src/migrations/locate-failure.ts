import { relative } from 'node:path'
import { type HomeError, rewordError } from '../core/home-error.js'
import { getLineAndColumn } from '../core/line-and-column.js'
import type { Migration, MigrationStep } from '../stores/contracts/migration-store.js'
import { MIGRATION_STORE_ERRORS } from '../stores/contracts/migration-store-errors.js'
import { StepFailedError } from '../stores/contracts/step-failed-error.js'
import { StepRejectedError } from '../stores/contracts/step-rejected-error.js'
import { PROJECT_ORIGIN } from './migration-directory.js'

/** Adds the file, and the line of the error or the SQL statement, to the error of a step. Bundled migrations are not the user's to correct. */
export function locateFailure(
  error: HomeError,
  { origin, path, text }: Migration,
  step: MigrationStep,
): HomeError {
  const { MIGRATION_STEP_FAILED, MIGRATION_UNSUPPORTED } = MIGRATION_STORE_ERRORS
  const code = [MIGRATION_STEP_FAILED, MIGRATION_UNSUPPORTED].find((each) => each.code === error.code)
  if (code === undefined || origin !== PROJECT_ORIGIN) return error
  const start = step.index ?? text.indexOf(step.text)
  const offset = findIndex(error) ?? 0
  const line = start === -1 ? '' : `:${getLineAndColumn(text, start + offset).line}`
  return rewordError(error, code, { message: `${relative(process.cwd(), path)}${line}: ${error.message}` })
}

/** Where the error is in the text of the step. */
function findIndex(error: HomeError): number | undefined {
  return error instanceof StepFailedError || error instanceof StepRejectedError ? error.index : undefined
}
