import { defineErrorCodes, type ErrorCodes, EXIT } from '../../core/home-error.js'

export const PROVIDER_ERRORS: ErrorCodes<
  'ENGINE_EXITED' | 'ENGINE_UNAVAILABLE' | 'DATA_VERSION_MISMATCH' | 'DATA_NOT_WRITABLE' | 'DISK_FULL'
> = defineErrorCodes({
  ENGINE_EXITED: { exitCode: EXIT.failed, meaning: 'An engine ended by itself while it was being started.' },
  ENGINE_UNAVAILABLE: {
    exitCode: EXIT.machineLacks,
    meaning: 'There is no way to run the engine of a store on this machine.',
  },
  DATA_VERSION_MISMATCH: {
    exitCode: EXIT.failed,
    meaning: 'The data folder was made by a version of the engine that the one at hand cannot open.',
  },
  DATA_NOT_WRITABLE: {
    exitCode: EXIT.machineLacks,
    meaning: 'The project folder, or what is in it, belongs to someone else or cannot be written.',
  },
  DISK_FULL: { exitCode: EXIT.machineLacks, meaning: 'There is no room for the data of an engine.' },
})
