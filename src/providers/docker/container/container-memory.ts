import { readFileSync } from 'node:fs'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import type { InspectedContainer } from './container-api.js'
import { requestDaemon } from '../daemon/daemon-request.js'

/**
 * Memory usage of a running container in bytes. Docker's statistics take up to two seconds, because they wait for the
 * next sample. Instead, the cgroup is read if the daemon runs on this machine; otherwise, the resident memory of the
 * container's processes is added up. `null` if neither is available.
 */
export async function getContainerMemory(
  daemon: DaemonAddress,
  container: InspectedContainer,
): Promise<number | null> {
  return readCgroupMemory(container) ?? (await sumProcessMemory(daemon, container.Id))
}

/** Reads cgroups(7). Excludes the page cache, as `docker stats` does. */
function readCgroupMemory({ Id, State }: InspectedContainer): number | undefined {
  const groups = tryReadText(`/proc/${State.Pid}/cgroup`)
    .split('\n')
    .map((line) => line.split(':'))
    // If the daemon runs in a virtual machine, the pid belongs to a different process on this machine.
    .filter(([, , path]) => path?.includes(Id))
  for (const [, controllers = '', path = ''] of groups) {
    const isVersion1 = controllers.split(',').includes('memory')
    if (!isVersion1 && controllers !== '') continue
    const directory = isVersion1 ? `/sys/fs/cgroup/memory${path}` : `/sys/fs/cgroup${path}`
    const used = tryReadText(`${directory}/${isVersion1 ? 'memory.usage_in_bytes' : 'memory.current'}`)
    if (used !== '') return Number(used) - parseInactiveFileBytes(tryReadText(`${directory}/memory.stat`))
  }
  return undefined
}

/** cgroups version 1 has the counter of the group itself first, and then `total_…`, which includes child groups. */
function parseInactiveFileBytes(stat: string): number {
  const line = stat.split('\n').findLast((each) => /^(total_)?inactive_file /.test(each))
  return Number(line?.split(' ')[1] ?? 0)
}

async function sumProcessMemory(daemon: DaemonAddress, id: string): Promise<number | null> {
  // Docker passes the argument to ps(1). Podman has its own column names.
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
