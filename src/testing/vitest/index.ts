// oxlint-disable-next-line import/no-unassigned-import -- it must run before the other modules are evaluated
import '../../core/vm-context.js'

export { setup, setupWith } from './global-setup.js'
export { forkStack } from './fork-stack.js'
