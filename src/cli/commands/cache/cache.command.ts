import { defineCommand } from '../../define-command.js'

export const cacheCommand = defineCommand({
  name: 'cache',
  group: 'Project',
  summary: 'List and delete the datasets in the cache of this user',
  description:
    'The first up --seed of a dataset copies the loaded data to the cache in ~/.cache/homemanager (or XDG_CACHE_HOME). After that, loading this dataset into new embedded engines is a copy of files, in every project and in tests. The key is everything that decides the data: profile, random seed, generator, migrations, engines and platform. The cache has at most 2 GB; the least recently used datasets are deleted first.',
  requiresSubcommand: true,
  examples: [
    ['cache list', 'the datasets and their sizes'],
    ['cache prune --yes', 'delete all datasets, without asking'],
    ['up --seed small --no-cache', 'load a dataset without the cache'],
  ],
  subcommands: {
    list: {
      summary: 'list the datasets, the most recently used first',
      examples: [['cache list --json', 'for scripts']],
    },
    prune: {
      summary: 'delete datasets: all, or the least recently used',
      description:
        'Deletes all datasets, after confirmation; with --keep, only the least recently used. Other projects of this user load theirs again.',
      flags: {
        keep: {
          type: 'integer',
          value: 'megabytes',
          description: 'keep as many of the most recently used datasets as fit into this size',
          min: 0,
          default: 0,
        },
      },
      examples: [
        ['cache prune', 'delete all datasets'],
        ['cache prune --keep 500', 'delete until 500 MB are left'],
      ],
    },
  },
})
