import type { JSX } from 'preact'
import type { PageDocument } from '../../server/studio-document.js'
import { useSessionDocument } from '../shell/session.js'
import { CommandLine } from '../table/command-line.js'

/** Where the rows come from, and the command that shows the same. */
export function OriginLine({ page }: { readonly page: PageDocument }): JSX.Element {
  const { program } = useSessionDocument()
  const { store, index, read, command } = page.origin
  const parts = [
    ...(store === undefined ? [] : [store]),
    ...(index === undefined ? [] : [index === null ? 'all records are read' : `index ${index}`]),
    ...(read === undefined ? [] : [`${read.toLocaleString('en-US')} read`]),
    `${page.elapsedMs < 10 ? page.elapsedMs.toFixed(1) : Math.round(page.elapsedMs).toLocaleString('en-US')} ms`,
  ]
  return (
    <footer class="origin">
      <span>{parts.join(' · ')}</span>
      <span class="space" />
      {command !== undefined && <CommandLine line={`${program} ${command}`} />}
    </footer>
  )
}
