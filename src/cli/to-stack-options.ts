import type { CreateStackOptions } from '../project/stack/create-stack-options.js'
import type { GlobalOptions } from './command.js'

/** The options of `createStack` that the global options determine. */
export function toStackOptions({ cwd, project }: GlobalOptions): Pick<CreateStackOptions, 'cwd' | 'project'> {
  return project === undefined ? { cwd } : { cwd, project }
}
