import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const PROVIDER_ERRORS = defineErrorCodes({
  ENGINE_EXITED: { exitCode: EXIT.failed, meaning: 'An engine exited while it was starting.' },
  PORT_CONFLICT: {
    exitCode: EXIT.failed,
    meaning: 'Another process bound the port of an engine while the engine was starting.',
  },
  ENGINE_UNAVAILABLE: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'The engine of a store cannot run on this machine.',
  },
  ADDON_UNAVAILABLE: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'An add-on was requested that cannot run on this machine or with this provider.',
  },
  DATA_VERSION_MISMATCH: {
    exitCode: EXIT.failed,
    meaning: 'The data directory was created by a different engine or an incompatible version.',
  },
  DATA_CORRUPTED: {
    exitCode: EXIT.failed,
    meaning: 'The data directory of a store is not empty and does not contain data of its engine.',
  },
  RUNNING_ELSEWHERE: {
    exitCode: EXIT.failed,
    meaning:
      'The stack of this directory is running in another container or PID namespace and can only be managed there.',
  },
  EXTERNAL_ADDRESS_MISSING: {
    exitCode: EXIT.usage,
    meaning: 'The external provider is selected, but the address of a store is not configured.',
  },
  STORE_UNREACHABLE: { exitCode: EXIT.failed, meaning: 'A store is not responding at its URL.' },
  DIRECTORY_NOT_WRITABLE: { exitCode: EXIT.usage, meaning: 'The state directory is not writable.' },
  PROCESS_NOT_PERMITTED: {
    exitCode: EXIT.failed,
    meaning: 'A process of the stack belongs to another user and cannot be stopped.',
  },
  DISK_FULL: { exitCode: EXIT.failed, meaning: 'The disk of the state directory is full.' },
})
