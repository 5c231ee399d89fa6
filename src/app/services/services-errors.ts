import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const SERVICES_ERRORS = defineErrorCodes({
  SERVICE_PORT_IN_USE: {
    exitCode: EXIT.failed,
    meaning: 'Another process is listening on the port of a service or the gateway.',
  },
})
