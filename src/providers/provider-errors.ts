import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const PROVIDER_ERRORS: ErrorCodes<
  | 'ENGINE_EXITED'
  | 'ENGINE_UNAVAILABLE'
  | 'PORT_CONFLICT'
  | 'DATA_VERSION_MISMATCH'
  | 'DATA_CORRUPTED'
  | 'EXTERNAL_ADDRESS_MISSING'
> = defineErrorCodes({
  ENGINE_EXITED: { exitCode: EXIT.failed, meaning: 'An engine ended by itself while it was being started.' },
  PORT_CONFLICT: { exitCode: EXIT.failed, meaning: 'A port was taken while an engine was starting on it.' },
  ENGINE_UNAVAILABLE: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'There is no way to run the engine of a store on this machine.',
  },
  DATA_VERSION_MISMATCH: {
    exitCode: EXIT.failed,
    meaning: 'The data folder was made by an engine or a version that the one at hand cannot open.',
  },
  DATA_CORRUPTED: {
    exitCode: EXIT.failed,
    meaning: 'The data folder of a store holds files, but not the data of its engine.',
  },
  EXTERNAL_ADDRESS_MISSING: {
    exitCode: EXIT.usage,
    meaning: 'The provider external was chosen, and the address of a store is not configured.',
  },
})
