import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const SNAPSHOT_ERRORS = defineErrorCodes({
  SNAPSHOT_NOT_FOUND: { exitCode: EXIT.usage, meaning: 'No snapshot of the project has that name.' },
  NO_UNDO_SNAPSHOT: {
    exitCode: EXIT.failed,
    meaning: 'No snapshot was saved automatically that `undo` could restore.',
  },
  SNAPSHOT_EXISTS: { exitCode: EXIT.usage, meaning: 'A snapshot of the project has that name already.' },
  SNAPSHOT_NAME_INVALID: { exitCode: EXIT.usage, meaning: 'The name of a snapshot is not valid.' },
  SNAPSHOT_DAMAGED: {
    exitCode: EXIT.failed,
    meaning:
      'The manifest of a snapshot is missing or damaged, a file of it is missing or differs from the digest in the manifest, or a file is not the archive of a snapshot.',
  },
  SNAPSHOT_DIFFERS: {
    exitCode: EXIT.failed,
    meaning: 'The restored records do not have the fingerprint that the manifest of the snapshot names.',
  },
  SNAPSHOT_INCOMPATIBLE: {
    exitCode: EXIT.failed,
    meaning:
      'A physical snapshot was saved on another platform, by another provider or with another version of an engine.',
  },
  RESTORE_INCOMPLETE: {
    exitCode: EXIT.failed,
    meaning:
      'The data of some stores was replaced by that of a snapshot, and that of another store could not be.',
  },
  BRANCH_NOT_FOUND: { exitCode: EXIT.usage, meaning: 'The project has no branch of that name.' },
  BRANCH_EXISTS: { exitCode: EXIT.usage, meaning: 'A project has the name of the new branch already.' },
  SNAPSHOT_NOT_POSSIBLE: {
    exitCode: EXIT.failed,
    meaning: 'The project has no data that could be saved or replaced.',
  },
})
