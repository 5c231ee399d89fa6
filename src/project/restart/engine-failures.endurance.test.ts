import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTestUser, type SignedInUser } from '../../../test/support/api-caller.js'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { listLost, type MixedLoad, startMixedLoad } from '../../../test/support/mixed-load.js'
import { getStackProcess, isRestarted } from '../../../test/support/stack-processes.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'

const STALL_MS = 20_000
const LOAD_MS = 3000
const RECOVERY_MS = 180_000
const DISK_BYTES = 1400 * 1024 * 1024
const canMount = process.platform === 'linux' && process.getuid?.() === 0

test.skipIf(!canMount)(
  'a stall, a kill and a full disk of each engine under load lose no accepted write and need no manual step',
  { timeout: 1_800_000 },
  async () => {
    const directory = await createTemporaryDirectory('homemanager-disk-')
    const disk = path.join(directory, 'disk')
    await mkdir(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk])
    const former = process.env['TMPDIR']
    process.env['TMPDIR'] = disk
    try {
      await using stack = await createCliProject()
      expect(await stack.run('up')).toMatchObject({ code: 0 })
      const user = await createTestUser(`http://127.0.0.1:${stack.ports.gateway}`)
      const load = await startMixedLoad(user)
      for (const store of STORE_NAMES) {
        await stall(stack, store)
        await recover(user, load)
        await kill(stack, store)
        await recover(user, load)
      }
      await fillDisk(disk)
      await recover(user, load)
      await load.stop()
      expect(await listLost(user, load)).toEqual([])
      await waitUntil(async () => (await stack.run('verify', '--json')).code === 0, RECOVERY_MS)
      expect(await stack.run('wait', '--timeout', '120')).toMatchObject({ code: 0 })
      console.log('engine failures', load.counts, 'accepted', load.accepted.size)
    } finally {
      if (former === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = former
      execFileSync('umount', ['-l', disk])
      await rm(directory, { recursive: true, force: true })
    }
  },
)

/** Waits until every kind of request succeeds again. */
async function recover(user: SignedInUser, { counts }: MixedLoad): Promise<void> {
  await sleep(LOAD_MS)
  await waitUntil(async () => {
    const { failed } = counts
    const calls = ['/todo/v1/todos', '/budget/v1/expenses', '/identity/v1/users/me'].map(async (each) =>
      user.call('GET', each).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    const statuses = await Promise.all(calls)
    await sleep(1000)
    return statuses.every((status) => status === 200) && counts.failed === failed
  }, RECOVERY_MS)
}

async function stall(stack: CliProject, store: StoreName): Promise<void> {
  const { pid } = await getStackProcess(stack, store)
  const pids = [pid, ...(await listDescendants(pid))]
  for (const each of pids) process.kill(each, 'SIGSTOP')
  await sleep(STALL_MS)
  for (const each of pids) process.kill(each, 'SIGCONT')
}

async function listDescendants(pid: number): Promise<readonly number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  const children = list.split(' ').filter((text) => text.trim() !== '')
  const nested = await Promise.all(children.map(async (child) => listDescendants(Number(child))))
  return [...children.map(Number), ...nested.flat()]
}

async function kill(stack: CliProject, store: StoreName): Promise<void> {
  const former = await getStackProcess(stack, store)
  process.kill(former.pid, 'SIGKILL')
  await waitUntil(async () => isRestarted(stack, store, former), RECOVERY_MS)
}

/** Leaves no free byte for a while: engines fail or end, and cannot be restarted. */
async function fillDisk(disk: string): Promise<void> {
  const filler = path.join(disk, 'filler')
  const { bavail, bsize } = await statfs(disk)
  execFileSync('fallocate', ['-l', String(bavail * bsize - 1024 * 1024), filler])
  const rest = path.join(disk, 'rest')
  await writeFile(rest, Buffer.alloc(2 * 1024 * 1024)).catch(() => {})
  await sleep(STALL_MS)
  await Promise.all([rm(filler), rm(rest, { force: true })])
}
