import { formatCommandLine } from '../inspect/records/command-line.js'
import type { GlobalOptions } from './global-flags.js'

/** `homemanager` with the flags that select the same project, in front of commands to be copied and pasted. */
export function formatProgram({ project, cwd }: GlobalOptions): string {
  return formatCommandLine(
    'homemanager',
    ...(project === undefined ? [] : ['--project', project]),
    ...(cwd === process.cwd() ? [] : ['--cwd', cwd]),
  )
}
