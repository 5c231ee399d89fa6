import { statSync } from 'node:fs'
import path from 'node:path'
import { isEphemeralHome, toEphemeralName } from '../../config/exported-stack.js'
import { listStackContainers, type StackContainer } from '../../providers/docker/list-stack-containers.js'
import { findStackProcesses, type StackProcess } from '../components/find-stack-processes.js'
import type { ProjectLocation } from '../state/project-location.js'
import { hasData } from './has-data.js'
import { describeStack, type FoundStack, type StackCandidate } from './describe-stack.js'
import { listRegisteredStacks, unregisterStack } from './stack-registry.js'

/**
 * The stacks of this user, wherever they are: those that are registered, those whose processes run in this PID namespace, and
 * those with containers. Only what is running is in `running`. A registered project without anything, not even data, is
 * removed from the registry.
 */
export async function findStacks(): Promise<readonly FoundStack[]> {
  const candidates = mergeCandidates(
    listRegisteredStacks(),
    findStackProcesses(),
    await listStackContainers().catch(() => []),
  )
  const stacks = await Promise.all(candidates.filter(isOfThisUser).map(describeStack))
  const known = stacks.filter((stack) => stack.status !== 'stopped' || hasData(stack))
  for (const { home } of stacks.filter((stack) => !known.includes(stack))) unregisterStack(home)
  return known.toSorted((a, b) => a.project.localeCompare(b.project) || a.home.localeCompare(b.home))
}

function mergeCandidates(
  registered: readonly ProjectLocation[],
  processes: readonly StackProcess[],
  containers: readonly StackContainer[],
): readonly StackCandidate[] {
  const candidates = new Map<string, StackCandidate>()
  const add = (location: ProjectLocation, found: Partial<StackCandidate>): void => {
    const known = candidates.get(location.home)
    candidates.set(location.home, {
      ...(known ?? location),
      processes: [...(known?.processes ?? []), ...(found.processes ?? [])],
      containers: [...(known?.containers ?? []), ...(found.containers ?? [])],
    })
  }
  for (const location of registered) add(location, {})
  for (const found of processes) add(toLocation(found.home), { processes: [found] })
  for (const container of containers) {
    const { project, root } = container
    // The state directory of an ephemeral stack is not in the directory of its project.
    const known = registered.find((each) => each.project === project && each.root === root)
    add(known ?? { project, root, home: path.join(root, '.homemanager', project) }, {
      containers: [container],
    })
  }
  return [...candidates.values()]
}

/** The project of a state directory. The stack of a program is in a temporary directory of its own. */
function toLocation(home: string): ProjectLocation {
  return isEphemeralHome(home)
    ? { project: toEphemeralName(home), root: home, home }
    : { project: path.basename(home), root: path.dirname(path.dirname(home)), home }
}

/** Only root sees the processes of other users. The state directory may belong to another user by now. */
function isOfThisUser({ home, processes }: StackCandidate): boolean {
  const uid = process.getuid?.()
  if (uid === undefined || (uid !== 0 && processes.length > 0)) return true
  try {
    const stats = statSync(home, { throwIfNoEntry: false })
    return stats === undefined || stats.uid === uid
  } catch {
    return false
  }
}
