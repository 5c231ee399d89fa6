import { formatCommandLine } from '../../../inspect/records/command-line.js'
import type { Section } from '../../../inspect/records/record-view.js'
import type { GlobalOptions } from '../../global-flags.js'

/** Returns a formatter of the command that runs a view's query on the same project, to be copied and pasted. */
export function createCommandFormatter(globals: GlobalOptions): (view: ViewQuery) => string {
  const format = createCommandLineFormatter(globals)
  return ({ store, query }) => (store === 'cache' ? query : format(query))
}

/** Returns a formatter of command lines for the same project, from arguments of `homemanager`. */
export function createCommandLineFormatter({ project, cwd }: GlobalOptions): (command: string) => string {
  const program = formatCommandLine(
    'homemanager',
    ...(project === undefined ? [] : ['--project', project]),
    ...(cwd === process.cwd() ? [] : ['--cwd', cwd]),
  )
  return (command) => `${program} ${command.replaceAll(' && homemanager ', ` && ${program} `)}`
}

type ViewQuery = Pick<Section, 'store' | 'query'>
