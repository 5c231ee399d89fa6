import { readFileSync } from 'node:fs'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import type { InspectedContainer } from './container-api.js'
import { requestDaemon } from '../daemon/daemon-request.js'

/**
 * Bytes of memory that a running container uses. Docker's own statistics take up to two seconds, since they wait for
 * the next sample; the kernel's accounts are read instead where the engine runs on this machine, and elsewhere the
 * resident memory of the container's processes is added up. `null` when neither can be had.
 */
export async function getContainerMemory(
  daemon: DaemonAddress,
  container: InspectedContainer,
): Promise<number | null> {
  return readCgroupMemory(container) ?? (await sumProcessMemory(daemon, container.Id))
}

/** cgroups(7). The page cache is taken off, as `docker stats` does: a file that was read is no need of memory. */
function readCgroupMemory({ Id, State }: InspectedContainer): number | undefined {
  const groups = tryReadText(`/proc/${State.Pid}/cgroup`)
    .split('\n')
    .map((line) => line.split(':'))
    // An engine in a virtual machine counts its processes anew: the same pid is someone else here.
    .filter(([, , path]) => path?.includes(Id))
  for (const [, controllers = '', path = ''] of groups) {
    const version1 = controllers.split(',').includes('memory')
    if (!version1 && controllers !== '') continue
    const directory = version1 ? `/sys/fs/cgroup/memory${path}` : `/sys/fs/cgroup${path}`
    const used = tryReadText(`${directory}/${version1 ? 'memory.usage_in_bytes' : 'memory.current'}`)
    if (used !== '') return Number(used) - parseInactiveFileBytes(tryReadText(`${directory}/memory.stat`))
  }
  return undefined
}

/** Version 1 counts a group by itself first, and then, as `total_…`, with the groups inside of it. */
function parseInactiveFileBytes(stat: string): number {
  const line = stat.split('\n').findLast((each) => /^(total_)?inactive_file /.test(each))
  return Number(line?.split(' ')[1] ?? 0)
}

async function sumProcessMemory(daemon: DaemonAddress, id: string): Promise<number | null> {
  // Docker hands them to ps(1), Podman has columns of its own.
  const columns = daemon.podman === true ? 'pid,rss' : '-eo pid,rss'
  const top = await requestDaemon<{ readonly Processes: readonly (readonly string[])[] | null }>(daemon, {
    path: `/containers/${id}/top?ps_args=${encodeURIComponent(columns)}`,
    ignoredStatuses: [304, 400, 404, 409, 500],
  })
  const kilobytes = (top?.Processes ?? []).map(([, resident]) => Number(resident))
  const sum = kilobytes.reduce((total, each) => total + each, 0)
  return Number.isFinite(sum) && sum > 0 ? sum * 1024 : null
}

function tryReadText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}
