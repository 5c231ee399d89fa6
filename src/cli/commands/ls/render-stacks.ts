import { formatTime } from '../../../output/format-time.js'
import type { Output } from '../../../output/output.js'
import type { FoundStack } from '../../../project/stacks/describe-stack.js'

export type ListedStack = Omit<FoundStack, 'home'>

export function renderStacks(stacks: readonly ListedStack[], output: Output, style: Output['style']): string {
  if (stacks.length === 0) return `No stack is running. Start one with ${style.cyan('homemanager up')}.`
  return output.table(stacks, [
    { header: 'PROJECT', cell: (stack) => stack.project },
    { header: 'RUNNING', cell: describeComponents },
    { header: 'GATEWAY', cell: ({ gateway }) => gateway ?? '' },
    { header: 'PROVIDER', cell: ({ provider }) => provider ?? '' },
    {
      header: 'SINCE',
      cell: ({ startedAt }) => (startedAt === null ? '' : formatTime(startedAt)),
    },
    { header: 'DIRECTORY', canBeBelow: true, cell: describeDirectory },
  ])
}

function describeComponents({ status, running }: ListedStack): string {
  if (status === 'elsewhere') return 'in another container or PID namespace'
  return running.length === 0 ? 'stopped' : running.join(', ')
}

function describeDirectory({ directory, directoryExists, ephemeral }: ListedStack): string {
  const notes = [...(ephemeral ? ['ephemeral'] : []), ...(directoryExists ? [] : ['deleted'])]
  return notes.length === 0 ? directory : `${directory} (${notes.join(', ')})`
}
