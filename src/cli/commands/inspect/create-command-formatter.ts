import { formatCommandLine } from '../../../inspect/records/command-line.js'
import type { Section } from '../../../inspect/records/record-view.js'
import type { GlobalOptions } from '../../command.js'

/** Makes the command that can be copied from what a view says of itself: it must ask the same project. */
export function createCommandFormatter({ project, cwd }: GlobalOptions): (shown: DisplayedQuery) => string {
  const home = formatCommandLine(
    'homemanager',
    ...(project === undefined ? [] : ['--project', project]),
    ...(cwd === process.cwd() ? [] : ['--cwd', cwd]),
  )
  return ({ store, query }) =>
    store === 'cache' ? query : `${home} ${query.replaceAll(' && homemanager ', ` && ${home} `)}`
}

type DisplayedQuery = Pick<Section, 'store' | 'query'>
