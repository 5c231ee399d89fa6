import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { measureMs } from './measure-ms.js'
import { BIN, createProjectDirectory, removeProject } from './project-directory.js'
import { compareDurations, formatMs, measureCommand } from './time-command.js'

const ROUNDS = 3

export const benchmarks = [
  {
    name: 'snapshots: up --seed small from the cache against up without a dataset',
    atMost: 1.25,
    run: compareCachedUp,
  },
  {
    // Without services, which a restore restarts and seeding does not.
    name: 'snapshots: restoring small against seeding it',
    atMost: 0.15,
    run: () => compareOnStack(restore, seed, ['restore of small', 'seed small --reset'], ['--no-services']),
  },
  {
    name: 'snapshots: saving small against cp of the same files and a restart of the engines',
    atMost: 1.5,
    run: () => compareOnStack(save, copyAndRestart, ['snapshot save', 'cp and restart of the engines']),
  },
  {
    name: 'snapshots: a branch of a running stack against up --seed small without the cache',
    atMost: 0.5,
    run: () => compareOnStack(branch, upWithoutCache, ['branch create', 'up --seed small --no-cache']),
  },
  {
    name: 'snapshots: createStack with small from the cache against without a dataset',
    atMost: 1.3,
    run: compareEphemeralStacks,
  },
]

async function run(directory, ...args) {
  return measureCommand(process.execPath, [BIN, ...args], { cwd: directory })
}

async function measureUp(...args) {
  const directory = await createProjectDirectory()
  try {
    return await run(directory, 'up', ...args)
  } finally {
    await removeProject(directory)
  }
}

const upWithoutCache = async () => measureUp('--seed', 'small', '--no-cache')

async function compareCachedUp() {
  await measureUp('--seed', 'small')
  const { subject, reference, ratio } = await compareDurations(
    ROUNDS,
    async () => measureUp('--seed', 'small'),
    async () => measureUp(),
  )
  return { ratio, figures: { 'up --seed small': formatMs(subject), up: formatMs(reference) } }
}

/** Both are given the directory of a running stack with the dataset `small`, which has the snapshot `small`. */
async function compareOnStack(measureSubject, measureReference, [subjectName, referenceName], options = []) {
  const directory = await createProjectDirectory()
  try {
    await run(directory, 'up', '--seed', 'small', ...options)
    await run(directory, 'snapshot', 'save', 'small')
    const { subject, reference, ratio } = await compareDurations(
      ROUNDS,
      async () => measureSubject(directory),
      async () => measureReference(directory),
    )
    return { ratio, figures: { [subjectName]: formatMs(subject), [referenceName]: formatMs(reference) } }
  } finally {
    await removeProject(directory)
  }
}

const restore = async (directory) => run(directory, 'snapshot', 'restore', 'small', '--yes', '--no-backup')
const seed = async (directory) => run(directory, 'seed', 'small', '--reset', '--yes', '--no-backup')

// What these two save is deleted with the directory, and not before: ext4 passes over the inodes of files that were deleted a moment
// ago, one by one, for each new file. After the deletion of a copy, that takes longer than the next copy.

const save = async (directory) => run(directory, 'snapshot', 'save')

async function copyAndRestart(directory) {
  const copy = mkdtempSync(join(directory, 'copy-'))
  const copying = await measureMs(async () => {
    const data = join(directory, '.homemanager', 'bench', 'data')
    const { status } = spawnSync('cp', ['-a', data, copy])
    if (status !== 0) throw new Error('cp failed')
  })
  return copying + (await run(directory, 'restart', 'postgres', 'dynamodb', 'mongo'))
}

async function branch(directory) {
  const duration = await run(directory, 'branch', 'create', 'measured')
  await run(directory, 'branch', 'delete', 'measured', '--yes')
  return duration
}

async function compareEphemeralStacks() {
  const measureStack = async (options) =>
    measureCommand(process.execPath, ['--input-type=module', '-e', toProgram(options)])
  await measureStack({ seed: 'small' })
  const { subject, reference, ratio } = await compareDurations(
    ROUNDS,
    async () => measureStack({ seed: 'small' }),
    async () => measureStack({}),
  )
  return { ratio, figures: { 'with small': formatMs(subject), 'without a dataset': formatMs(reference) } }
}

function toProgram(options) {
  const library = pathToFileURL(join(BIN, '../../dist/bundle/index.js')).href
  const all = JSON.stringify({ ephemeral: true, provider: 'embedded', ...options })
  return `import { createStack } from ${JSON.stringify(library)}
const stack = await createStack(${all})
await stack.stop()`
}
