import { formatCommandLine } from '../../../inspect/records/command-line.js'
import type { Section } from '../../../inspect/records/record-view.js'
import type { GlobalOptions } from '../../global-flags.js'

/** Returns a formatter of the command that runs a view's query on the same project, to be copied and pasted. */
export function createCommandFormatter({ project, cwd }: GlobalOptions): (view: ViewQuery) => string {
  const program = formatCommandLine(
    'homemanager',
    ...(project === undefined ? [] : ['--project', project]),
    ...(cwd === process.cwd() ? [] : ['--cwd', cwd]),
  )
  return ({ store, query }) =>
    store === 'cache' ? query : `${program} ${query.replaceAll(' && homemanager ', ` && ${program} `)}`
}

type ViewQuery = Pick<Section, 'store' | 'query'>
