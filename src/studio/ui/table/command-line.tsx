import type { JSX } from 'preact'
import { copyText } from '../shell/message.js'

/** A command that is copied when it is clicked. */
export function CommandLine({ line }: { readonly line: string }): JSX.Element {
  return (
    <button type="button" class="command" title="Copy the command" onClick={() => copyText(line)}>
      {line}
    </button>
  )
}
