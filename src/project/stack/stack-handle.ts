import type { RecordedProject } from '../state/recorded-project.js'

/** A stack as plain JSON, for `forkHandle` in another process. Contains the passwords of local engines. */
export interface StackHandle extends RecordedProject {}
