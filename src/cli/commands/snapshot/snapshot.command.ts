import { BACKUP_FLAG } from '../../back-up-first.js'
import { ALLOW_REMOTE_FLAG, LIMIT_FLAG, ONLY_FLAG, REPAIR_FLAG } from '../../shared-flags.js'
import { parseArchiveName } from '../../parse-archive-name.js'
import { defineCommand, type Argument, type Flag } from '../../define-command.js'

const NAME_ARGUMENT = {
  type: 'string',
  description: 'the name of the snapshot',
  names: 'snapshots',
} as const satisfies Argument

const TIMEOUT_FLAG = {
  type: 'seconds',
  value: 'seconds',
  description: 'how long to wait for requests in progress, and for the engines to be ready again',
  default: 120,
} as const satisfies Flag

export const RESTORE_FLAGS = {
  backup: BACKUP_FLAG,
  verify: {
    type: 'boolean',
    description: 'read all restored records and compare them with the fingerprints of the snapshot',
  },
  repair: REPAIR_FLAG,
  allowRemote: ALLOW_REMOTE_FLAG,
  timeout: TIMEOUT_FLAG,
} as const satisfies Readonly<Record<string, Flag>>

export const snapshotCommand = defineCommand({
  name: 'snapshot',
  group: 'Data',
  summary: 'Save and restore the data of the three stores as one',
  description:
    'A snapshot has the data of the three stores at one moment, the event log included. It is in the state directory of the project, and down --volumes does not delete it. While it is saved, requests to the services wait and other clients of the engines are disconnected.',
  requiresSubcommand: true,
  examples: [
    ['snapshot save before-refactoring', 'save the current data'],
    ['snapshot restore before-refactoring', 'bring it back; the data that is replaced is saved first'],
    [
      'undo',
      'bring back what the last reset, seed --reset, migrate, restore or down --volumes has deleted or replaced',
    ],
  ],
  subcommands: {
    save: {
      summary: 'save the data of the three stores',
      description:
        'Saves the files of the engines, at once for all stores. The services continue to run, and requests to them wait. The engines of the stack are restarted, which disconnects other clients. Unless it is portable, the snapshot restores on this platform with the same versions of the engines.',
      arguments: {
        name: {
          type: 'string',
          description: 'the name of the snapshot',
          optional: true,
          defaultText: 'the time',
        },
      },
      flags: {
        portable: {
          type: 'boolean',
          description:
            'write files that psql, dynoxide and mongorestore read, and that restore on every provider and platform',
        },
        compress: {
          type: 'boolean',
          description: 'compress the files with gzip, which takes longer to save and to restore',
        },
        scheduled: {
          type: 'boolean',
          description: 'save it as one of the automatic snapshots, which are deleted by age and size',
        },
        note: { type: 'string', value: 'text', description: 'what the snapshot is for; list shows it' },
        timeout: TIMEOUT_FLAG,
      },
      conflicts: [
        {
          flag: 'compress',
          excludes: ['portable'],
          reason: 'the files of a portable snapshot have the format of other programs',
        },
      ],
      examples: [['snapshot save --note "ten families, one deleted"', 'with a note']],
    },
    list: {
      summary: 'list the snapshots, newest first',
      showsUserText: true,
      examples: [['snapshot list --json', 'for scripts']],
    },
    show: {
      summary: 'show what a snapshot has, from its manifest',
      showsUserText: true,
      arguments: { name: NAME_ARGUMENT },
      flags: {
        verify: { type: 'boolean', description: 'compare its files with their digests' },
      },
      examples: [['snapshot show before-refactoring', 'engines, migrations, records and sizes']],
    },
    restore: {
      summary: 'replace the data of the three stores by a snapshot',
      description:
        'Asks for confirmation and saves the current data, so that undo can bring it back. Then replaces the data of all stores, or of none. Migrations that are newer than the snapshot are applied, except those that delete data, which docs/migrations.md lists; if the files do not fit its migration history, nothing is changed. Sessions that were revoked after it was saved stay revoked. On external servers, a portable snapshot replaces everything in the databases while the services are stopped, which is repeated if it is interrupted.',
      arguments: { name: NAME_ARGUMENT },
      flags: RESTORE_FLAGS,
      examples: [['snapshot restore before-refactoring --yes', 'without asking']],
    },
    diff: {
      summary: 'list the records in which a snapshot differs',
      showsUserText: true,
      description:
        'Compares a snapshot with another one, or with the running stack: added, removed and changed records of all entities and of your own tables, with the changed fields. Exits with 4 if something differs.',
      arguments: {
        from: NAME_ARGUMENT,
        to: {
          type: 'string',
          description: 'the snapshot to compare it with',
          names: 'snapshots',
          optional: true,
          defaultText: 'the running stack',
        },
      },
      flags: {
        only: ONLY_FLAG,
        limit: { ...LIMIT_FLAG, description: 'maximum number of records of each entity to list' },
        timeout: TIMEOUT_FLAG,
      },
      examples: [
        ['snapshot diff before-refactoring', 'what has changed since'],
        ['snapshot diff first second --json', 'for scripts'],
      ],
    },
    export: {
      summary: 'write a snapshot to an archive',
      description:
        'Writes a snapshot to a file (tar, compressed with gzip) that snapshot import reads in another project or on another machine, and branch create --from starts.',
      arguments: {
        file: {
          type: 'string',
          description: 'the file to write, such as shop.tar.gz',
          parse: parseArchiveName,
          path: 'file',
        },
        name: {
          type: 'string',
          description: 'the name of the snapshot',
          names: 'snapshots',
          optional: true,
          defaultText: 'the newest',
        },
      },
      examples: [['snapshot export shop.tar.gz before-refactoring', 'one snapshot']],
    },
    import: {
      summary: 'add the snapshot of an archive',
      arguments: {
        file: { type: 'string', description: 'the file that snapshot export has written', path: 'file' },
        name: {
          type: 'string',
          description: 'the name of the new snapshot',
          optional: true,
          defaultText: 'its name in the archive',
        },
      },
      examples: [['snapshot import shop.tar.gz', 'then restore it with snapshot restore']],
    },
    delete: {
      summary: 'delete snapshots',
      arguments: { name: { ...NAME_ARGUMENT, description: 'the names of the snapshots', variadic: true } },
      examples: [['snapshot delete before-refactoring', 'delete one snapshot']],
    },
  },
})
