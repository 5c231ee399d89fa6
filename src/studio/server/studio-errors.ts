import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const STUDIO_ERRORS = defineErrorCodes({
  STUDIO_PORT_IN_USE: { exitCode: EXIT.failed, meaning: 'Another program uses the port of --port.' },
  STUDIO_TOKEN_MISSING: {
    exitCode: EXIT.failed,
    meaning: 'A request to Studio has no token, or that of an earlier run.',
  },
  STUDIO_ORIGIN: {
    exitCode: EXIT.failed,
    meaning: 'A request to Studio was sent by a page of another site, or to another host name.',
  },
  STUDIO_READ_ONLY: { exitCode: EXIT.failed, meaning: 'Studio was started without --write.' },
  STUDIO_BAD_REQUEST: { exitCode: EXIT.failed, meaning: 'The body of a request to Studio is not valid.' },
  STUDIO_NOT_FOUND: { exitCode: EXIT.failed, meaning: 'Studio has nothing at this path.' },
  STUDIO_PAGE_CLOSED: { exitCode: EXIT.failed, meaning: 'Studio has closed the page: open it again.' },
})
