export { setup, setupWith } from './global-setup.js'
export { forkStack } from './fork-stack.js'
