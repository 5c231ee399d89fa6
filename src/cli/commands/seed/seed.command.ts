import { BACKUP_FLAG } from '../../back-up-first.js'
import { CAPACITY_FLAGS } from '../../capacity-flags.js'
import { defineCommand } from '../../define-command.js'
import {
  ALLOW_REMOTE_FLAG,
  CACHE_FLAG,
  ONLY_FLAG,
  PROFILE_OR_FILE,
  SHIPPED_PROFILES,
} from '../../shared-flags.js'

export const seedCommand = defineCommand({
  name: 'seed',
  group: 'Data',
  summary: 'Load a consistent dataset into the three stores',
  description:
    'Loads a generated dataset into the three stores in parallel. The same profile and random seed generate the same records on every machine. A dataset of 300 families or more that this machine has loaded before is copied from the cache (homemanager cache) if the stores of the project are empty; engines and services are restarted then. An interrupted run resumes when you run it again, or run seed without a profile; until then, up and status say so. A completed dataset is not changed. If records of it are missing or were changed, the command lists how many and exits with 4.',
  arguments: {
    profile: {
      type: 'string',
      description: 'demo, small, load or the path of your own profile',
      optional: true,
      defaultText: 'demo, or an interrupted run',
      path: 'file',
      pathOrName: PROFILE_OR_FILE,
      suggestions: SHIPPED_PROFILES,
    },
  },
  flags: {
    seed: { type: 'integer', value: 'number', description: 'random seed', min: 0, defaultText: '1' },
    families: {
      type: 'integer',
      value: 'count',
      description: 'number of families',
      min: 1,
      // Generated IDs have 26 bits for the family.
      max: 2 ** 26,
      defaultText: 'set by the profile',
    },
    only: ONLY_FLAG,
    reset: {
      type: 'boolean',
      description:
        'remove all seeded datasets first, after confirmation; saves a snapshot, unless the engines are external',
    },
    backup: {
      ...BACKUP_FLAG,
      description: 'with --reset, do not save the current data first; undo then cannot bring it back',
    },
    cache: CACHE_FLAG,
    append: { type: 'boolean', description: 'add to a different dataset that is already loaded' },
    repair: {
      type: 'boolean',
      description:
        'write records of the dataset that are missing or were changed, without changing others; without a profile: of all loaded datasets',
    },
    dryRun: { type: 'boolean', description: 'preview the dataset without writing anything' },
    ...CAPACITY_FLAGS,
    allowRemote: ALLOW_REMOTE_FLAG,
  },
  conflicts: [
    {
      flag: 'reset',
      excludes: ['append', 'repair'],
      reason: '--reset removes the loaded datasets',
    },
    {
      flag: 'append',
      excludes: ['repair'],
      reason: '--append adds a dataset, --repair restores loaded ones',
    },
    {
      flag: 'dryRun',
      excludes: ['reset', 'append', 'repair', 'allowRemote'],
      reason: '--dry-run writes nothing',
    },
  ],
  examples: [
    ['seed', 'load the demo dataset'],
    ['seed small --seed 7', 'about 10,000 records, random seed 7'],
    ['seed ./party.yaml --dry-run', 'preview your own profile: counts, sizes and samples'],
    ['seed --repair', 'restore missing and changed records of the loaded datasets'],
    ['seed load --families 100000 --reset', 'replace the seeded data with three million records'],
  ],
})
