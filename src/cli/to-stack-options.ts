import type { CreateStackOptions } from '../project/stack/create-stack-options.js'
import type { GlobalOptions } from './command.js'

/** What the global flags say of which stack is meant. */
export function toStackOptions({ cwd, project }: GlobalOptions): Pick<CreateStackOptions, 'cwd' | 'project'> {
  return project === undefined ? { cwd } : { cwd, project }
}
