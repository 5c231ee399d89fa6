import type { Section } from '../../../inspect/records/record-view.js'
import { formatProgram } from '../../format-program.js'
import type { GlobalOptions } from '../../global-flags.js'

/** Returns a formatter of the command that runs a view's query on the same project, to be copied and pasted. */
export function createCommandFormatter(globals: GlobalOptions): (view: ViewQuery) => string {
  const format = createCommandLineFormatter(globals)
  return ({ store, query }) => (store === 'cache' ? query : format(query))
}

/** Returns a formatter of command lines for the same project, from arguments of `homemanager`. */
export function createCommandLineFormatter(globals: GlobalOptions): (command: string) => string {
  const program = formatProgram(globals)
  return (command) => `${program} ${command.replaceAll(' && homemanager ', ` && ${program} `)}`
}

type ViewQuery = Pick<Section, 'store' | 'query'>
