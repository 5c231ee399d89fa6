import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const INSPECT_ERRORS = defineErrorCodes({
  NOT_FOUND: { exitCode: EXIT.usage, meaning: 'No store has a record with this id, email address or text.' },
  AMBIGUOUS_ID: {
    exitCode: EXIT.usage,
    meaning: 'Several records have an ID that begins or ends like this, or contain this text.',
  },
  UNKNOWN_PAGE: { exitCode: EXIT.usage, meaning: 'inspect has no page with this address.' },
  UNKNOWN_PATTERN: { exitCode: EXIT.usage, meaning: 'No access pattern has this name.' },
})
