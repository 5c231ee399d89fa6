import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import { STORE_ERRORS } from './contracts/store-errors.js'

/** The error of a command that would change a store with `protected: true`. */
export function targetProtected(
  name: StoreName,
  suggestion: string = 'Use a command that only reads, or another project for changes.',
): HomeError {
  return new HomeError(STORE_ERRORS.TARGET_PROTECTED, {
    message: `${name} is protected; nothing was changed.`,
    detail: `homemanager.yaml has protected: true for ${name} or for the project. No flag overrides it.`,
    suggestion,
  })
}
