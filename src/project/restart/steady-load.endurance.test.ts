import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTestUser } from '../../../test/support/api-caller.js'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { listLost, startMixedLoad } from '../../../test/support/mixed-load.js'
import { listOpenFiles } from '../../../test/support/open-files.js'
import { getStackProcess } from '../../../test/support/stack-processes.js'
import { MAX_LOG_BYTES } from '../../providers/rotate-log.js'

const WARM_UP_MS = 90_000
const LOAD_MS = 300_000
const MIB = 1024 * 1024
const COMPONENTS = ['services', 'postgres', 'dynamodb', 'mongo'] as const

test.skipIf(process.platform !== 'linux')(
  'five minutes of mixed load leave memory, descriptors and disk flat',
  { timeout: 900_000 },
  async () => {
    await using stack = await createCliProject()
    expect(await stack.run('up')).toMatchObject({ code: 0 })
    const user = await createTestUser(`http://127.0.0.1:${stack.ports.gateway}`)
    const load = await startMixedLoad(user)
    await sleep(WARM_UP_MS)
    const before = await measure(stack)
    const completed = load.counts.completed
    await sleep(LOAD_MS)
    const after = await measure(stack)
    await load.stop()
    console.log('steady load', { before, after, requests: load.counts.completed - completed })
    for (const name of COMPONENTS) {
      expect(after[name].memoryMib, `memory of ${name}`).toBeLessThan(before[name].memoryMib * 1.3 + 40)
      expect(after[name].descriptors, `descriptors of ${name}`).toBeLessThan(before[name].descriptors + 25)
    }
    expect(after.logMib).toBeLessThan((2 * 5 * (MAX_LOG_BYTES + MIB)) / MIB)
    // Deleted records and the event log take space until they are cleaned up.
    expect(after.dataMib).toBeLessThan(before.dataMib + 200)
    expect(load.counts.failed).toBe(0)
    expect(await listLost(user, load)).toEqual([])
    expect(await stack.run('verify')).toMatchObject({ code: 0 })
  },
)

interface Usage {
  readonly memoryMib: number
  readonly descriptors: number
}

type Measurement = Readonly<Record<(typeof COMPONENTS)[number], Usage>> & {
  readonly logMib: number
  readonly dataMib: number
}

async function measure(stack: CliProject): Promise<Measurement> {
  const usages = await Promise.all(
    COMPONENTS.map(async (name) => [name, readUsage((await getStackProcess(stack, name)).pid)] as const),
  )
  return {
    ...(Object.fromEntries(usages) as Readonly<Record<(typeof COMPONENTS)[number], Usage>>),
    logMib: countMib(path.join(stack.home, 'logs')),
    dataMib: countMib(path.join(stack.home, 'data')),
  }
}

/**
 * Of a process and its children: PostgreSQL has one for each connection, DynamoDB a front. Files of data are not counted: each
 * process of PostgreSQL keeps those open that it has read, up to `max_files_per_process`.
 */
function readUsage(pid: number): Usage {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((text) => text.trim() !== '')
    .map((child) => readUsage(Number(child)))
  const pss = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? '0'
  return {
    memoryMib: Math.round(children.reduce((sum, { memoryMib }) => sum + memoryMib, Number(pss) / 1024)),
    descriptors: children.reduce(
      (sum, { descriptors }) => sum + descriptors,
      listOpenFiles(pid).filter((file) => !file.includes('/data/postgres/')).length,
    ),
  }
}

function countMib(directory: string): number {
  const bytes = readdirSync(directory, { recursive: true, encoding: 'utf8' }).reduce(
    (sum, name) => sum + (statSync(path.join(directory, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  return Math.round(bytes / MIB)
}
