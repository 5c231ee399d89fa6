import { serveTasks } from '../../core/task-thread/serve-tasks.js'
import { loadProgram } from '../../launch/load-program.js'

/** The program of the threads that `TaskThread` starts. */
const loading = loadProgram<typeof import('./handle-request.js')>('task-requests')
serveTasks(async (request, context) => (await loading).handleRequest(request, context))
