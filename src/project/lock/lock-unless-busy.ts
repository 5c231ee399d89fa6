import { hasErrorCode } from '../../core/home-error.js'
import { STACK_ERRORS } from '../state/stack-errors.js'

/** Acquires the stack lock by `lock`; undefined if another command keeps it. */
export async function lockUnlessBusy(lock: () => Promise<Disposable>): Promise<Disposable | undefined> {
  try {
    return await lock()
  } catch (error) {
    if (hasErrorCode(error, STACK_ERRORS.LOCK_TIMEOUT)) return undefined
    throw error
  }
}
