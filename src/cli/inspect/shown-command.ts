import { commandLine } from '../../inspect/records/command-line.js'
import type { Section } from '../../inspect/records/record-view.js'
import type { GlobalOptions } from '../command.js'

/** Makes the command that can be copied from what a view says of itself: it must ask the same project. */
export function shownCommand({ project, cwd }: GlobalOptions): (shown: ShownQuery) => string {
  const home = commandLine(
    'homemanager',
    ...(project === undefined ? [] : ['--project', project]),
    ...(cwd === process.cwd() ? [] : ['--cwd', cwd]),
  )
  return ({ store, query }) =>
    store === 'cache' ? query : `${home} ${query.replaceAll(' && homemanager ', ` && ${home} `)}`
}

type ShownQuery = Pick<Section, 'store' | 'query'>
