import { endSentence } from '../../core/end-sentence.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { findCauseLine } from '../own-services/command-log.js'

/** Why a component ended, and why it could not be restarted, as sentences on one line. */
export function describeFailedRestart(exitReason: string, error: unknown): string {
  const message = getErrorMessage(error)
  const lines = error instanceof HomeError ? (error.detail?.split('\n') ?? []) : []
  const cause = findCauseLine(lines)
  return [exitReason, `It could not be restarted: ${message}`, ...(cause === undefined ? [] : [cause])]
    .map(endSentence)
    .join(' ')
}
